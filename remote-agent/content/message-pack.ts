import {
  type PackedFormat,
  type PackedItem,
  stringItem,
  unsigned,
  unsignedAt,
} from './packed-item.ts';

/** MessagePack, by its specification (github.com/msgpack/msgpack, spec.md). */
export const messagePack: PackedFormat = {
  read(text, at) {
    if (at >= text.length) return null;
    const byte = text.charCodeAt(at);
    if (byte < 0x80 || byte >= 0xe0) return { kind: 'scalar', next: at + 1 };
    if (byte < 0x90) return { kind: 'map', next: at + 1, items: 2 * (byte & 15) };
    if (byte < 0xa0) return { kind: 'array', next: at + 1, items: byte & 15 };
    if (byte < 0xc0) return stringItem('text', text, at + 1, byte & 31);
    return wideItem(text, at, byte);
  },
  writeText: (content) =>
    content.length < 32
      ? String.fromCharCode(0xa0 | content.length) + content
      : headOf(content.length, [0xd9, 0xda, 0xdb]) + content,
  writeBytes: (content) => headOf(content.length, [0xc4, 0xc5, 0xc6]) + content,
};

/** By the byte that it begins with: the bytes of its length, or of its value. */
const lengths: Readonly<Record<number, number>> = {
  ...{ 196: 1, 197: 2, 198: 4 },
  ...{ 199: 1, 200: 2, 201: 4 },
  ...{ 217: 1, 218: 2, 219: 4 },
  ...{ 220: 2, 221: 4, 222: 2, 223: 4 },
};
const extension: Readonly<Record<number, number>> = {
  ...{ 212: 1, 213: 2, 214: 4, 215: 8, 216: 16 },
};
const scalars: Readonly<Record<number, number>> = {
  ...{ 194: 0, 195: 0, 202: 4, 203: 8 },
  ...{ 204: 1, 205: 2, 206: 4, 207: 8, 208: 1, 209: 2, 210: 4, 211: 8 },
};

function wideItem(text: string, at: number, byte: number): PackedItem | null {
  if (byte === 0xc0) return { kind: 'nothing', next: at + 1 };
  const value = scalars[byte] ?? extension[byte];
  if (value !== undefined) {
    // An extension has a byte for its type.
    const next = at + 1 + value + (extension[byte] === undefined ? 0 : 1);
    return next > text.length ? null : { kind: 'scalar', next };
  }
  const width = lengths[byte];
  const length = width === undefined ? undefined : unsignedAt(text, at + 1, width);
  if (width === undefined || length === undefined) return null;
  const next = at + 1 + width;
  if (byte <= 0xc6) return stringItem('bytes', text, next, length);
  if (byte <= 0xc9) return stringItem('bytes', text, next + 1, length);
  if (byte <= 0xdb) return stringItem('text', text, next, length);
  return byte <= 0xdd
    ? { kind: 'array', next, items: length }
    : { kind: 'map', next, items: 2 * length };
}

function headOf(length: number, [short, middle, long]: readonly [number, number, number]): string {
  if (length < 0x100) return String.fromCharCode(short) + unsigned(length, 1);
  if (length < 0x10000) return String.fromCharCode(middle) + unsigned(length, 2);
  return String.fromCharCode(long) + unsigned(length, 4);
}
