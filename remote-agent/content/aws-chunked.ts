import type { Decoder } from './zlib-codings.ts';

/** Longest line that says how long a chunk is: a number and a signature. */
const longestLine = 1024;

/**
 * The coding of uploads to S3 and what speaks like it (Amazon S3, "Signature Calculations: Transferring Payload in
 * Multiple Chunks"): as `chunked` of RFC 9112, with a signature after each length, and fields after the last chunk.
 */
export const awsChunked: Decoder = (bytes, whole, limit) => {
  const chunks: Buffer[] = [];
  let room = limit;
  const ends = (end: 'complete' | 'cut' | 'damaged' | 'limit') => ({
    bytes: Buffer.concat(chunks),
    end,
  });
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return ends(whole || bytes.length - at > longestLine ? 'damaged' : 'cut');
    const length = lengthIn(bytes.toString('latin1', at, Math.min(lineEnd, at + longestLine)));
    if (length === null) return ends('damaged');
    if (length === 0) return ends(whole ? 'complete' : 'cut');
    const chunk = bytes.subarray(lineEnd + 2, lineEnd + 2 + length);
    chunks.push(chunk.subarray(0, room));
    room -= chunk.length;
    if (room < 0) return ends('limit');
    at = lineEnd + 2 + length + 2;
  }
  return ends(whole ? 'damaged' : 'cut');
};

function lengthIn(line: string): number | null {
  const digits = /^([0-9a-f]{1,12})(?:;|$)/i.exec(line)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}
