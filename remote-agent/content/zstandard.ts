import { Decompress } from 'fzstd';
import type { DecodingEnd } from '../protocol/exchange.ts';
import type { Decoder } from './zlib-codings.ts';

/** The largest window that a content may ask for (RFC 9659); the decoder would reserve whatever a frame says. */
const largestWindow = 8 * 1024 * 1024;
const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** A block holds at most 128 KiB (RFC 8878, section 3.1.1.2.4), so that is how far a piece can overshoot. */
const pieceLength = 4096;

class Enough extends Error {}

/** Zstandard (RFC 8878). Node has a decoder of its own only from version 22.15 on. */
export const zstandard: Decoder = (bytes, whole, limit) => {
  const pieces: Buffer[] = [];
  let length = 0;
  let ended = false;
  const result = (end: DecodingEnd) => ({
    bytes: Buffer.concat(pieces).subarray(0, limit),
    end,
  });
  if (asksForTooMuch(bytes)) return result('limit');
  const stream = new Decompress((piece, final) => {
    pieces.push(Buffer.from(piece));
    length += piece.length;
    ended ||= final === true;
    if (length > limit) throw new Enough();
  });
  try {
    for (let at = 0; at < bytes.length; at += pieceLength) {
      const last = at + pieceLength >= bytes.length;
      stream.push(bytes.subarray(at, at + pieceLength), last && whole);
    }
  } catch (error) {
    return result(error instanceof Enough ? 'limit' : 'damaged');
  }
  if (!whole) return result('cut');
  return result(ended ? 'complete' : 'damaged');
};

/** Looks at the header of every frame; that the same four bytes stand anywhere else is next to impossible. */
function asksForTooMuch(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + magic.length)) {
    if (windowSize(bytes, at + magic.length) > largestWindow) return true;
  }
  return false;
}

/** Of the frame whose header's first byte is at `at` (RFC 8878, section 3.1.1.1); 0 where it is cut. */
function windowSize(bytes: Buffer, at: number): number {
  const descriptor = bytes[at] ?? 0;
  const singleSegment = (descriptor & 0x20) !== 0;
  if (!singleSegment) {
    const window = bytes[at + 1] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeLength = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  const sizeAt = at + 1 + dictionaryLength;
  if (sizeAt + sizeLength > bytes.length) return 0;
  // A content of more than 2^48 bytes is too much as well.
  if (sizeLength === 8 && bytes.readUInt16LE(sizeAt + 6) > 0) return Number.POSITIVE_INFINITY;
  const size = bytes.readUIntLE(sizeAt, Math.min(sizeLength, 6));
  return sizeLength === 2 ? size + 256 : size;
}
