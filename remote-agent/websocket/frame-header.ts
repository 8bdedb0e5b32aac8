import type { MessageKind } from '../protocol/exchange.ts';

/** RFC 6455, section 5.2. */
const kinds: ReadonlyMap<number, MessageKind> = new Map([
  [0x0, 'continuation'],
  [0x1, 'text'],
  [0x2, 'binary'],
  [0x8, 'close'],
  [0x9, 'ping'],
  [0xa, 'pong'],
]);
export const longestHeader = 14;

export interface FrameHeader {
  readonly kind: MessageKind;
  readonly final: boolean;
  readonly compressed: boolean;
  readonly masked: boolean;
  readonly length: number;
  readonly headerLength: number;
  readonly control: boolean;
}

/** How many bytes the header has whose first two these are. */
export function headerLengthOf(second: number): number {
  const length = second & 127;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 128 ? 4 : 0);
}

/**
 * Reads a whole header at `at`. `null` where it is none: an opcode or bit that is not defined, a control frame
 * that is too long or not final, a length that is written longer than it need be.
 */
export function readHeader(bytes: Buffer, at: number, mayCompress: boolean): FrameHeader | null {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const kind = kinds.get(first & 15);
  const control = (first & 8) !== 0;
  const final = (first & 0x80) !== 0;
  const compressed = (first & 0x40) !== 0;
  if (kind === undefined || first & 0x30) return null;
  if (compressed && (!mayCompress || control || kind === 'continuation')) return null;
  const short = second & 127;
  if (control && (!final || short > 125)) return null;
  let length = short;
  if (short === 126) length = bytes.readUInt16BE(at + 2);
  else if (short === 127) length = Number(bytes.readBigUInt64BE(at + 2));
  const shortest = short === 126 ? 126 : short === 127 ? 65_536 : 0;
  if (length < shortest || length > Number.MAX_SAFE_INTEGER) return null;
  const masked = (second & 128) !== 0;
  return { kind, final, compressed, masked, length, headerLength: headerLengthOf(second), control };
}

/** Whether `bytes[start, end)` are whole frames, masked or not as that direction's are. */
export function areFrames(
  bytes: Buffer,
  start: number,
  end: number,
  masked: boolean,
  mayCompress: boolean,
): boolean {
  let at = start;
  while (at + 2 <= end) {
    if (at + headerLengthOf(bytes[at + 1] ?? 0) > end) return false;
    const header = readHeader(bytes, at, mayCompress);
    if (!header || header.masked !== masked) return false;
    at += header.headerLength + header.length;
  }
  return at === end && end > start;
}
