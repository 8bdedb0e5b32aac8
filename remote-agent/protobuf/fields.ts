import type { ProtobufField } from '../protocol/exchange.ts';
import { isPrintable, WireCursor, type WireField } from './wire.ts';

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
  const reader = new FieldReader({ fields: mostFields });
  const { fields, done } = reader.read(bytes, 0);
  return fields.length === 0 || (whole && !done) ? null : fields;
}

/** Reads fields without their schema until so many were read. */
export class FieldReader {
  constructor(readonly left: { fields: number }) {}

  read(bytes: Buffer, depth: number): { fields: ProtobufField[]; done: boolean } {
    const cursor = new WireCursor(bytes);
    const fields: ProtobufField[] = [];
    while (this.left.fields > 0) {
      const field = cursor.next();
      if (!field) break;
      fields.push(this.field(bytes, field, depth));
    }
    return { fields, done: cursor.done };
  }

  field(bytes: Buffer, wire: WireField, depth: number): ProtobufField {
    const { number, type, from, to, varint } = wire;
    this.left.fields--;
    switch (type) {
      case 0:
        return { number, type: 'varint', value: varint.toString() } as const;
      case 1:
        return { number, type: 'fixed64', value: `${bytes.readBigUInt64LE(from)}` } as const;
      case 5:
        return { number, type: 'fixed32', value: `${bytes.readUInt32LE(from)}` } as const;
      case 2:
        return this.#delimited(number, bytes.subarray(from, to), depth);
    }
  }

  #delimited(number: number, content: Buffer, depth: number): ProtobufField {
    if (isPrintable(content)) {
      return { number, type: 'string', value: content.toString('utf8', 0, longestValue) };
    }
    if (depth < deepest) {
      const before = this.left.fields;
      const { fields, done } = this.read(content, depth + 1);
      if (fields.length > 0 && done) return { number, type: 'message', fields };
      this.left.fields = before;
    }
    return { number, type: 'bytes', value: content.toString('base64', 0, longestValue) };
  }
}
