import type { DecodingEnd, HeaderField } from '../protocol/exchange.ts';
import { awsChunked } from './aws-chunked.ts';
import { looksLikeText } from './kind.ts';
import { brotli, type Decoder, deflate, gzip } from './zlib-codings.ts';
import { zstandard } from './zstandard.ts';

export interface Decoded {
  readonly bytes: Buffer;
  readonly end: DecodingEnd;
}

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', deflate],
  ['br', brotli],
  ['zstd', zstandard],
  ['aws-chunked', awsChunked],
]);

/** What servers name here although it changes nothing: browsers pass over it as well. */
const namesOfNone = new Set(['', 'identity', 'none', 'binary', '7bit', '8bit', 'utf-8', 'utf8']);

const unchanged: Decoder = (bytes, whole) => ({ bytes, end: whole ? 'complete' : 'cut' });

/** More would be no honest content (RFC 9110, section 8.4 sets no limit). */
const mostCodings = 4;

/**
 * The codings of a content in the order in which they were applied (RFC 9110, section 8.4.1), lower case; then those
 * for the transfer alone (RFC 9112, section 7), without `chunked`, which whoever reads the message undoes.
 */
export function codingsOf(headers: readonly HeaderField[]): readonly string[] {
  if (!headers.some(isCoding)) return none;
  const values = (wanted: string) =>
    headers
      .filter(([name]) => name.toLowerCase() === wanted)
      .flatMap(([, value]) => value.toLowerCase().split(','))
      .map((coding) => coding.trim())
      .filter((coding) => !namesOfNone.has(coding));
  const transfer = values(transferCoding).filter((coding) => coding !== 'chunked');
  const content = values(contentCoding);
  // Named first (`aws-chunked,gzip`), and nevertheless what is outside.
  const chunked = content.filter((coding) => coding === 'aws-chunked');
  return [...content.filter((coding) => coding !== 'aws-chunked'), ...chunked, ...transfer];
}

const none: readonly string[] = [];
const contentCoding = 'content-encoding';
const transferCoding = 'transfer-encoding';

function isCoding([name, value]: HeaderField): boolean {
  if (name.length === contentCoding.length) return name.toLowerCase() === contentCoding;
  if (name.length !== transferCoding.length || value === 'chunked') return false;
  return name.toLowerCase() === transferCoding;
}

/**
 * Undoes `codings` on `bytes`, the last one first. `whole` says whether `bytes` is all of the coded content; at most
 * `limit` bytes come out of each step, so that a small content cannot become a huge one.
 */
export function decodeContent(
  bytes: Buffer,
  codings: readonly string[],
  whole: boolean,
  limit: number,
): Decoded {
  let decoded: Decoded = { bytes, end: whole ? 'complete' : 'cut' };
  if (codings.length > mostCodings) return { bytes: Buffer.alloc(0), end: 'unsupported' };
  for (const coding of [...codings].reverse()) {
    // A coding that nobody knows and that leaves text is none.
    const decode = decoders.get(coding) ?? (looksLikeText(decoded.bytes) ? unchanged : null);
    if (!decode) return { bytes: Buffer.alloc(0), end: 'unsupported' };
    const { end: before } = decoded;
    const next = decode(decoded.bytes, before === 'complete', limit);
    // What could not be seen whole before cannot become whole again.
    decoded = next.end === 'complete' ? { bytes: next.bytes, end: before } : next;
  }
  return decoded;
}
