/**
 * A data item as CBOR (RFC 8949) and MessagePack both have them. The items of a container follow its head; `end` closes
 * one of unknown length, and a `tag` says more about the item after it.
 */
export type PackedItem =
  | { readonly kind: 'map' | 'array'; readonly next: number; readonly items: number }
  | { readonly kind: 'text' | 'bytes'; readonly next: number; readonly content: string }
  | { readonly kind: 'scalar' | 'nothing' | 'tag' | 'end'; readonly next: number };

/** Reads and writes items in text that has one character a byte. */
export interface PackedFormat {
  /**
   * The item at `at`; `next` is the index after it, or after the head of a container. A text or bytes that are cut off
   * end with what there is. `null` where the format has no such item, or its head is cut off.
   */
  read(text: string, at: number): PackedItem | null;
  writeText(content: string): string;
  writeBytes(content: string): string;
}

/** A big-endian number of `length` bytes; not exact beyond 2^53. `undefined` where they are cut off. */
export function unsignedAt(text: string, at: number, length: number): number | undefined {
  if (at + length > text.length) return undefined;
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * 256 + text.charCodeAt(i);
  return value;
}

/** `value` as a big-endian number of `length` bytes. */
export function unsigned(value: number, length: number): string {
  let bytes = '';
  for (let rest = value; bytes.length < length; rest = Math.floor(rest / 256)) {
    bytes = String.fromCharCode(rest % 256) + bytes;
  }
  return bytes;
}

/** A text or bytes of `length` from `from` on, or what there is of it. */
export function stringItem(
  kind: 'text' | 'bytes',
  text: string,
  from: number,
  length: number,
): PackedItem {
  const next = Math.min(from + length, text.length);
  return { kind, next, content: text.slice(from, next) };
}
