import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import type { Decoded } from './decoded.ts';

/** Decodes at most `limit` bytes; `whole`: `bytes` is all there is of the coded content. */
export type Decoder = (bytes: Buffer, whole: boolean, limit: number) => Decoded;

interface ZlibOptions {
  readonly maxOutputLength: number;
  readonly finishFlush?: number;
}

type Inflate = (bytes: Buffer, options: ZlibOptions) => Buffer;

/** RFC 1952. */
export const gzip = decoder(gunzipSync, constants.Z_SYNC_FLUSH);

/** RFC 7932. */
export const brotli = decoder(brotliDecompressSync, constants.BROTLI_OPERATION_FLUSH);

const zlib = decoder(inflateSync, constants.Z_SYNC_FLUSH);
const raw = decoder(inflateRawSync, constants.Z_SYNC_FLUSH);

/** The zlib format (RFC 1950), or, as some servers send it, DEFLATE alone (RFC 9110, section 8.4.1.2). */
export const deflate: Decoder = (bytes, whole, limit) =>
  hasZlibHeader(bytes) ? zlib(bytes, whole, limit) : raw(bytes, whole, limit);

function hasZlibHeader(bytes: Buffer): boolean {
  if (bytes.length < 2) return true;
  return (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function decoder(inflate: Inflate, flush: number): Decoder {
  return (bytes, whole, limit) => {
    if (bytes.length === 0) return { bytes, end: whole ? 'damaged' : 'cut' };
    if (whole) {
      try {
        return { bytes: inflate(bytes, { maxOutputLength: limit }), end: 'complete' };
      } catch (error) {
        if (isTooLarge(error)) return firstBytes(inflate, flush, bytes, limit, 'limit');
        return firstBytes(inflate, flush, bytes, limit, 'damaged');
      }
    }
    return firstBytes(inflate, flush, bytes, limit, 'cut');
  };
}

/**
 * What the first bytes decode to. zlib gives nothing at all of a content that becomes too large or is damaged, so
 * ever shorter beginnings are tried: at most one for each bit of the length.
 */
function firstBytes(
  inflate: Inflate,
  finishFlush: number,
  bytes: Buffer,
  limit: number,
  end: Decoded['end'],
): Decoded {
  let reason = end;
  for (let length = bytes.length; length > 0; length >>= 1) {
    try {
      const decoded = inflate(bytes.subarray(0, length), { maxOutputLength: limit, finishFlush });
      return { bytes: decoded, end: reason };
    } catch (error) {
      reason = isTooLarge(error) ? 'limit' : reason === 'limit' ? 'limit' : 'damaged';
    }
  }
  return { bytes: Buffer.alloc(0), end: reason };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
