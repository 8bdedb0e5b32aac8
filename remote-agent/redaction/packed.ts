import { cbor } from '../content/cbor.ts';
import { messagePack } from '../content/message-pack.ts';
import type { PackedFormat } from '../content/packed-item.ts';
import { type PackedType, packedTypeOf } from '../content/packed-type.ts';
import { PackedSearch } from './packed-search.ts';
import type { Secrets } from './secrets.ts';

/** What was replaced in a content, one character a byte, and how often. */
interface RedactedPacked {
  readonly text: string;
  readonly secrets: number;
}

const formats: Readonly<Record<PackedType, PackedFormat>> = { cbor, messagepack: messagePack };

/**
 * CBOR and MessagePack without their secrets, by the names of their maps: where the type says that a content is one of
 * them, or, where it does not, where the content reads as a single item with names and secrets. `null` for others.
 * What is cut off or broken is searched as far as it can be read, the rest as bytes.
 */
export function redactPacked(text: string, type: string, secrets: Secrets): RedactedPacked | null {
  const said = packedTypeOf(type);
  if (said) return redactItems(text, said, secrets);
  // Maps and arrays of both formats, and the tag by which CBOR says what it is (RFC 8949, section 3.4.6).
  if (!/^(?:[\x80-\xbf\xdc-\xdf]|\xd9\xd9\xf7)/.test(text)) return null;
  return redactItem(text, messagePack, secrets) ?? redactItem(text, cbor, secrets);
}

/** As {@link redactPacked}, of items of that format, one after the other. */
export function redactItems(text: string, format: PackedType, secrets: Secrets): RedactedPacked {
  const search = new PackedSearch(text, formats[format], secrets);
  while (search.next());
  search.searchRest();
  return search.told();
}

/** A head has so many bytes after its first one. */
const longestHead = 8;

function redactItem(text: string, format: PackedFormat, secrets: Secrets): RedactedPacked | null {
  const search = new PackedSearch(text, format, secrets);
  const whole = search.next();
  const left = text.length - search.at;
  const isItem = whole ? left === 0 : left <= longestHead;
  if (!isItem || !search.hasNames) return null;
  search.searchRest();
  const told = search.told();
  return told.secrets > 0 ? told : null;
}
