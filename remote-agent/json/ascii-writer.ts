/** Texts that are longer go through the library: what it costs to call it is little then. */
const shortText = 96;
const firstSize = 256 * 1024;
/** A larger memory is not kept for the next text. */
const keptSize = 4 * 1024 * 1024;
/**
 * Milliseconds since the epoch in this range have 13 digits, and lie 2^-13 or more from each other, so that four
 * decimals tell each from the next.
 */
const timesFrom = 1e12;
const timesTo = 1e13;
const wordBytes = 8;
/** Longer ones are copied by the library. */
const shortConstant = 96;

/** Four digits each, as a word of four bytes. */
const fourDigits = Uint32Array.from({ length: 10_000 }, (_, value) =>
  Buffer.from(`${value}`.padStart(4, '0')).readUInt32LE(),
);

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

/**
 * Writes the pieces of JSON (RFC 8259), with all that is not ASCII escaped. Straight into bytes, because a text that is
 * put together of thousands of pieces and then encoded as UTF-8 costs more than everything else that happens to an
 * exchange.
 */
export class AsciiWriter {
  #bytes = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  /** How many bytes there is room for, without what a word may have beyond its text. */
  #room = 0;
  #length = 0;

  constructor() {
    this.#hold(firstSize);
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written after the first `length` bytes. */
  shorten(length: number): void {
    this.#length = length;
  }

  /** A copy of what was written from `start` on. */
  copyFrom(start: number): Buffer {
    // Buffer.from() would clear the memory first.
    const copy = Buffer.allocUnsafeSlow(this.#length - start);
    this.#bytes.copy(copy, 0, start, this.#length);
    return copy;
  }

  /** What was written, once. */
  take(): Buffer {
    const json = this.copyFrom(0);
    this.#length = 0;
    if (this.#room > keptSize) this.#hold(firstSize);
    return json;
  }

  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** Bytes that are JSON, or a part of it, as they are. */
  raw(more: Uint8Array): void {
    this.#reserve(more.length);
    this.#bytes.set(more, this.#length);
    this.#length += more.length;
  }

  constant({ words, length, bytes }: Constant): void {
    if (length > shortConstant) {
      this.raw(bytes);
      return;
    }
    this.#reserve(length);
    const view = this.#view;
    const at = this.#length;
    for (let index = 0; index < words.length; index++) {
      view.setFloat64(at + index * wordBytes, words[index] as number, true);
    }
    this.#length = at + length;
  }

  /** Text that is JSON, or a part of it, as it is. */
  ascii(text: string): void {
    this.#reserve(text.length);
    if (text.length > shortText) {
      this.#length += this.#bytes.write(text, this.#length, 'latin1');
      return;
    }
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.#length = at;
  }

  string(text: string): void {
    if (text.length > shortText) {
      this.#longString(text);
      return;
    }
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = 34;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 32 || code > 126 || code === 34 || code === 92) {
        this.ascii(quoted(text));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = 34;
    this.#length = at;
  }

  /**
   * Digits that JSON.parse makes the same number of. The library looks for the fewest, and for a time of day that takes
   * it longer than most of what is written of an exchange.
   */
  number(value: number): void {
    if (value >= timesFrom && value < timesTo) this.#time(value);
    else if (value >= 0 && value < 10_000 && this.#millionths(value)) return;
    else this.ascii(Number.isFinite(value) ? `${value}` : 'null');
  }

  /** @returns whether it is a whole number of millionths */
  #millionths(value: number): boolean {
    const whole = Math.floor(value);
    if (whole === value) {
      this.#small(whole);
      return true;
    }
    const millionths = Math.round(value * 1e6);
    if (millionths / 1e6 !== value) return false;
    const decimals = millionths - whole * 1e6;
    const first = Math.floor(decimals / 100);
    this.#small(whole);
    this.#reserve(9);
    this.#view.setUint8(this.#length, 46);
    this.#view.setUint32(this.#length + 1, fourDigits[first] as number, true);
    this.#view.setUint32(
      this.#length + 5,
      fourDigits[(decimals - first * 100) * 100] as number,
      true,
    );
    this.#length += 9;
    return true;
  }

  /** @param value an integer of at most four digits */
  #small(value: number): void {
    const digits = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4;
    this.#reserve(digits);
    const word = (fourDigits[value] as number) >>> (32 - 8 * digits);
    this.#view.setUint32(this.#length, word, true);
    this.#length += digits;
  }

  #time(value: number): void {
    const whole = Math.floor(value);
    // As integers of 32 bits, whose division is cheap.
    const high = Math.floor(whole / 1e8) | 0;
    const low = (whole - high * 1e8) | 0;
    const first = (high / 10) | 0;
    const middle = (low / 10_000) | 0;
    this.#reserve(18);
    const view = this.#view;
    const at = this.#length;
    view.setUint32(at, fourDigits[first] as number, true);
    view.setUint8(at + 4, 48 + high - first * 10);
    view.setUint32(at + 5, fourDigits[middle] as number, true);
    view.setUint32(at + 9, fourDigits[low - middle * 10_000] as number, true);
    this.#length = at + 13;
    if (whole === value) return;
    view.setUint8(at + 13, 46);
    view.setUint32(at + 14, fourDigits[Math.round((value - whole) * 1e4)] as number, true);
    this.#length = at + 18;
  }

  #longString(text: string): void {
    if (/[^ !#-[\]-~]/.test(text)) this.ascii(quoted(text));
    else {
      this.byte(34);
      this.ascii(text);
      this.byte(34);
    }
  }

  #reserve(more: number): void {
    if (this.#length + more > this.#room) this.#hold(2 * (this.#length + more));
  }

  #hold(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size + wordBytes);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    this.#room = size;
    this.#view = new DataView(larger.buffer);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
