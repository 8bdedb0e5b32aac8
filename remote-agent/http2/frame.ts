/** Frame types (RFC 9113, section 6). */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlag = {
  endStream: 0x1,
  endHeaders: 0x4,
  padded: 0x8,
  priority: 0x20,
} as const;

/** Bytes before each payload (RFC 9113, section 4.1). */
export const frameHeaderLength = 9;
/** The longest payload that a peer takes before it says otherwise. */
export const usualMaximumLength = 16_384;
export const longestPayload = 2 ** 24 - 1;

/** The first bytes of the client's direction (RFC 9113, section 3.4). */
export const prefaceLength = 24;

/** The header of a frame. Readers use one object again for the next frame. */
export class FrameHeader {
  length = 0;
  type = 0;
  flags = 0;
  stream = 0;
  /** Position of the frame's first byte in its direction. */
  position = 0;
  /** CLOCK_MONOTONIC ns of the event that brought its first byte. */
  beganNs = 0;
  endedNs = 0;

  /** Reads the nine bytes at `at`. */
  read(bytes: Buffer, at: number): void {
    this.length = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    this.type = bytes[at + 3] ?? 0;
    this.flags = bytes[at + 4] ?? 0;
    this.stream = readStreamId(bytes, at + 5);
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }
}

/** A stream identifier, whose first bit is reserved. */
export function readStreamId(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) & 0x7fff_ffff;
}

/** Flags that each frame type defines. */
const definedFlags: readonly number[] = [0x09, 0x2d, 0, 0, 0x01, 0x0c, 0x01, 0, 0, 0x04];
/** Length of the payload where the type has one fixed length, else -1. */
const fixedLengths: readonly number[] = [-1, -1, 5, 4, -1, -1, 8, -1, 4, -1];
/** 0: the frame belongs to the connection, 1: to a stream, 2: to either. */
const belongsTo: readonly number[] = [1, 1, 1, 1, 0, 1, 0, 0, 2, 1];

/** Whether a peer that follows RFC 9113 can have sent this header; frames of unknown types may be anything. */
export function isPossible({ type, length, flags, stream }: FrameHeader): boolean {
  const owner = belongsTo[type];
  if (owner === undefined) return true;
  if (owner < 2 && (owner === 0) !== (stream === 0)) return false;
  const fixed = fixedLengths[type] ?? -1;
  if (fixed >= 0 && length !== fixed) return false;
  if (type === frameType.settings) return length % 6 === 0 && (length === 0 || (flags & 1) === 0);
  if (type === frameType.goaway) return length >= 8;
  return length >= leastLength(type, flags);
}

/** The same for a header that is looked for among other bytes: nothing in it may be unusual. */
export function isPlausible(header: FrameHeader, maximumLength: number): boolean {
  const defined = definedFlags[header.type];
  return (
    defined !== undefined &&
    (header.flags & ~defined) === 0 &&
    header.length <= maximumLength &&
    isPossible(header)
  );
}

function leastLength(type: number, flags: number): number {
  let least = type === frameType.pushPromise ? 4 : 0;
  if ((type === frameType.data || type === frameType.headers) && flags & frameFlag.padded) least++;
  if (type === frameType.pushPromise && flags & frameFlag.padded) least++;
  if (type === frameType.headers && flags & frameFlag.priority) least += 5;
  return least;
}
