import type { DecodingEnd } from '../protocol/exchange.ts';
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

const unchanged: Decoder = (bytes, whole) => ({ bytes, end: whole ? 'complete' : 'cut' });

/** More would be no honest content (RFC 9110, section 8.4 sets no limit). */
const mostCodings = 4;

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
