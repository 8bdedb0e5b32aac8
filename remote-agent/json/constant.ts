export const wordBytes = 8;
/** Longer ones are copied by the library. */
export const shortConstant = 96;

/** ASCII that is written often. A short one is put down by words of eight bytes, which as numbers are never NaN. */
export class Constant {
  readonly bytes: Buffer;
  /** Of the bytes. To ask them, as to ask any typed array, is a call with Node 18. */
  readonly length: number;
  readonly words: readonly number[];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.words = bytes.length > shortConstant ? [] : wordsOf(bytes);
  }
}

function wordsOf(bytes: Buffer): readonly number[] {
  const count = Math.ceil(bytes.length / wordBytes);
  const padded = Buffer.alloc(count * wordBytes);
  bytes.copy(padded);
  return Array.from({ length: count }, (_, index) => padded.readDoubleLE(index * wordBytes));
}
