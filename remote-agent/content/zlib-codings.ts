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
  readonly info: true;
}

type Inflate = (bytes: Buffer, options: ZlibOptions) => Buffer | Informed;

/** What zlib gives when it is asked for more than the bytes. */
interface Informed {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

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
        return inflated(inflate, bytes, { maxOutputLength: limit, info: true }, 'complete');
      } catch (error) {
        if (isTooLarge(error)) return firstBytes(inflate, flush, bytes, limit, 'limit');
        return firstBytes(inflate, flush, bytes, limit, 'damaged');
      }
    }
    return firstBytes(inflate, flush, bytes, limit, 'cut');
  };
}

/** Bytes after the end of what is coded are damage; zeros may fill a block up. */
function inflated(
  inflate: Inflate,
  bytes: Buffer,
  options: ZlibOptions,
  end: Decoded['end'],
): Decoded {
  const told = inflate(bytes, options);
  if (Buffer.isBuffer(told)) return { bytes: told, end };
  const goesOn = bytes.subarray(told.engine.bytesWritten).some((byte) => byte !== 0);
  return { bytes: told.buffer, end: goesOn && end !== 'limit' ? 'damaged' : end };
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
      const options = { maxOutputLength: limit, finishFlush, info: true } as const;
      return inflated(inflate, bytes.subarray(0, length), options, reason);
    } catch (error) {
      reason = isTooLarge(error) ? 'limit' : reason === 'limit' ? 'limit' : 'damaged';
    }
  }
  return { bytes: Buffer.alloc(0), end: reason };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
