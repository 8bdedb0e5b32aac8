import { decodeMulti } from '@msgpack/msgpack';
import { decodeFirst } from 'cborg';
import { messagePack } from '../../remote-agent/content/message-pack.ts';
import { type PackedType, packedTypeOf } from '../../remote-agent/content/packed-type.ts';
import type { JsonNode } from './json-node.ts';

const readers: Readonly<Record<PackedType, (bytes: Uint8Array) => unknown[]>> = {
  cbor: cborItems,
  messagepack: messagePackItems,
};
/** Deeper values are not taken apart. */
const deepest = 100;
/** So much is shown of bytes. */
const mostHex = 1000;

/**
 * What CBOR (RFC 8949) or MessagePack says, as a tree of JSON; several items as those of an array. Bytes and what JSON
 * does not have are written as the diagnostic notation of CBOR does (RFC 8949, section 8); tags are left out.
 * @returns `undefined` for other types, and for what is broken or cut off
 */
export function packedNode(type: string, bytes: Uint8Array): JsonNode | undefined {
  const [essence = ''] = type.toLowerCase().split(';');
  const format = packedTypeOf(essence.trim());
  if (!format) return undefined;
  try {
    const nodes = readers[format](bytes).map((item) => nodeOf(item, 0));
    const members = nodes.map((value) => ({ name: null, value }));
    return nodes.length === 1 ? nodes[0] : { kind: 'array', members };
  } catch {
    return undefined;
  }
}

/** The decoder wants each tag to be named: those of RFC 8949, of COSE and CWT, and the usual ones of the registry. */
const tags = Object.fromEntries(
  [...Array(128).keys(), 258, 260, 261, 1000, 1001, 55_799].map((tag) => [tag, inner] as const),
);

function inner(decode: () => unknown): unknown {
  return decode();
}

function cborItems(bytes: Uint8Array): unknown[] {
  const items: unknown[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const [item, after] = decodeFirst(rest, { useMaps: true, tags }) as [unknown, Uint8Array];
    items.push(item);
    rest = after;
  }
  return items;
}

function messagePackItems(bytes: Uint8Array): unknown[] {
  if (!isWhole(oneByteText(bytes))) throw new Error('It is cut off.');
  return [...decodeMulti(bytes, { useBigInt64: true, mapKeyConverter: String })];
}

/**
 * Whether all items that containers announce are there: the decoder takes the memory for them at once, and again for each
 * container inside of another.
 */
function isWhole(text: string): boolean {
  let wanted = 0;
  for (let at = 0; at < text.length; ) {
    const item = messagePack.read(text, at);
    if (!item) return false;
    at = item.next;
    wanted = Math.max(wanted - 1, 0) + ('items' in item ? item.items : 0);
    if (wanted > text.length - at) return false;
  }
  return wanted === 0;
}

function nodeOf(value: unknown, depth: number): JsonNode {
  if (depth > deepest) return { kind: 'word', text: '…' };
  if (typeof value === 'string') return { kind: 'string', text: JSON.stringify(value) };
  if (typeof value === 'number' || typeof value === 'bigint') {
    return { kind: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (value instanceof Uint8Array) return { kind: 'word', text: `h'${hexOf(value)}'` };
  if (value instanceof Date) return { kind: 'string', text: JSON.stringify(value) };
  if (Array.isArray(value)) {
    const members = value.map((item) => ({ name: null, value: nodeOf(item, depth + 1) }));
    return { kind: 'array', members };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'word', text: String(value) };
  const entries: Iterable<[unknown, unknown]> =
    value instanceof Map ? value : Object.entries(value);
  const members = Array.from(entries, ([key, item]) => ({
    name: nameOf(key),
    value: nodeOf(item, depth + 1),
  }));
  return { kind: 'object', members };
}

/** Keys need not be texts. */
function nameOf(key: unknown): string {
  if (key instanceof Uint8Array) return `h'${hexOf(key)}'`;
  return typeof key === 'string' ? JSON.stringify(key) : String(key);
}

function hexOf(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, mostHex);
  const hex = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return shown.length < bytes.length ? `${hex}…` : hex;
}

/** One character a byte. */
function oneByteText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
