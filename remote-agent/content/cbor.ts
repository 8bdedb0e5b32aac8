import {
  type PackedFormat,
  type PackedItem,
  stringItem,
  unsigned,
  unsignedAt,
} from './packed-item.ts';

const bytes = 2;
const text = 3;
const array = 4;
const map = 5;
const tag = 6;
const simple = 7;
/** Additional information that says that the length is unknown. */
const indefinite = 31;
const breakByte = 0xff;
/** `false` and `true` are before them; `null` and `undefined`. */
const nothings = [22, 23];

/** CBOR (RFC 8949, section 3). */
export const cbor: PackedFormat = {
  read(source, at) {
    if (at >= source.length) return null;
    const initial = source.charCodeAt(at);
    if (initial === breakByte) return { kind: 'end', next: at + 1 };
    const major = initial >> 5;
    const info = initial & 31;
    if (info === indefinite) return indefiniteItem(source, at + 1, major);
    if (info > 27) return null;
    const width = info < 24 ? 0 : 1 << (info - 24);
    const value = width === 0 ? info : unsignedAt(source, at + 1, width);
    if (value === undefined) return null;
    const next = at + 1 + width;
    if (major === bytes) return stringItem('bytes', source, next, value);
    if (major === text) return stringItem('text', source, next, value);
    if (major === array) return { kind: 'array', next, items: value };
    if (major === map) return { kind: 'map', next, items: 2 * value };
    if (major === tag) return { kind: 'tag', next };
    const isNothing = major === simple && width === 0 && nothings.includes(value);
    return { kind: isNothing ? 'nothing' : 'scalar', next };
  },
  writeText: (content) => headOf(text, content.length) + content,
  writeBytes: (content) => headOf(bytes, content.length) + content,
};

function indefiniteItem(source: string, from: number, major: number): PackedItem | null {
  if (major === array) return { kind: 'array', next: from, items: Number.POSITIVE_INFINITY };
  if (major === map) return { kind: 'map', next: from, items: Number.POSITIVE_INFINITY };
  if (major !== bytes && major !== text) return null;
  const kind = major === text ? 'text' : 'bytes';
  let content = '';
  let next = from;
  while (next < source.length) {
    const initial = source.charCodeAt(next);
    if (initial === breakByte) return { kind, next: next + 1, content };
    // Each chunk has a length (RFC 8949, section 3.2.3).
    const chunk =
      initial >> 5 === major && (initial & 31) !== indefinite && cbor.read(source, next);
    if (!chunk || !('content' in chunk)) return null;
    content += chunk.content;
    next = chunk.next;
  }
  return { kind, next, content };
}

function headOf(major: number, length: number): string {
  const first = major << 5;
  if (length < 24) return String.fromCharCode(first | length);
  if (length < 0x100) return String.fromCharCode(first | 24) + unsigned(length, 1);
  if (length < 0x10000) return String.fromCharCode(first | 25) + unsigned(length, 2);
  return String.fromCharCode(first | 26) + unsigned(length, 4);
}
