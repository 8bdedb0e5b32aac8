import type { ProtobufField } from '../protocol/exchange.ts';

/** Bounds of what is read of one message. */
const mostFields = 200;
const deepest = 8;
const longestValue = 512;

/**
 * The fields of a Protocol Buffers message without its schema, as far as the bytes follow the encoding; `null` where
 * they do not, or hold nothing. A length-delimited field is taken for text where it is printable, for a message where
 * it reads as one to its last byte, else for bytes.
 */
export function readProtobuf(bytes: Buffer, whole: boolean): readonly ProtobufField[] | null {
  const reader = new WireReader(bytes, { fields: mostFields });
  const fields = reader.read(0);
  if (fields.length === 0 || (whole && !reader.done)) return null;
  return fields;
}

class WireReader {
  #at = 0;

  constructor(
    readonly bytes: Buffer,
    readonly left: { fields: number },
  ) {}

  /** Everything was read. */
  get done(): boolean {
    return this.#at === this.bytes.length;
  }

  read(depth: number): ProtobufField[] {
    const fields: ProtobufField[] = [];
    while (!this.done && this.left.fields > 0) {
      const start = this.#at;
      const field = this.#field(depth);
      if (!field) {
        this.#at = start;
        break;
      }
      this.left.fields--;
      fields.push(field);
    }
    return fields;
  }

  #field(depth: number): ProtobufField | null {
    const tag = this.#varint();
    if (tag === null || tag >> 3n < 1n || tag >> 3n >= 2n ** 29n) return null;
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0: {
        const value = this.#varint();
        return value === null ? null : { number, type: 'varint', value: value.toString() };
      }
      case 1:
        return this.#fixed(number, 8);
      case 5:
        return this.#fixed(number, 4);
      case 2:
        return this.#delimited(number, depth);
      default:
        return null;
    }
  }

  #varint(): bigint | null {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) return null;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value < 2n ** 64n ? value : null;
    }
    return null;
  }

  #fixed(number: number, length: 4 | 8): ProtobufField | null {
    const at = this.#at;
    if (at + length > this.bytes.length) return null;
    this.#at += length;
    if (length === 4) {
      return { number, type: 'fixed32', value: String(this.bytes.readUInt32LE(at)) };
    }
    return { number, type: 'fixed64', value: this.bytes.readBigUInt64LE(at).toString() };
  }

  #delimited(number: number, depth: number): ProtobufField | null {
    const length = this.#varint();
    if (length === null || length > BigInt(this.bytes.length - this.#at)) return null;
    const content = this.bytes.subarray(this.#at, this.#at + Number(length));
    this.#at += Number(length);
    if (isPrintable(content)) {
      return { number, type: 'string', value: content.toString('utf8', 0, longestValue) };
    }
    if (depth < deepest) {
      const inner = new WireReader(content, this.left);
      const before = this.left.fields;
      const fields = inner.read(depth + 1);
      if (fields.length > 0 && inner.done) return { number, type: 'message', fields };
      this.left.fields = before;
    }
    return { number, type: 'bytes', value: content.toString('base64', 0, longestValue) };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function isPrintable(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte === 127 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
