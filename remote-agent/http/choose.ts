import { eventFlag } from '../capture/events.ts';
import { FrameHeader, frameHeaderLength, frameType, isPossible } from '../http2/frame.ts';
import { recogniseFrames } from '../http2/recognise.ts';
import type { Side } from '../protocol/exchange.ts';
import { beginsWithStartLine, couldBeStartLine, http2Preface } from './start-line.ts';

/** What the first bytes of a connection say about it. */
export type Choice =
  | { readonly protocol: 'http/1' | 'http/2'; readonly side: Side }
  | { readonly protocol: 'other' }
  /** In the middle of something: a later event may begin with a message. */
  | { readonly protocol: 'unknown' };

/**
 * Decides by `bytes[start, end)`, which one event brought at `position`, which protocol they are and which end
 * of it the local one is. `flags` are the connection's enum event_flag.
 */
export function chooseProtocol(
  bytes: Buffer,
  start: number,
  end: number,
  position: number,
  sending: boolean,
  flags: number,
): Choice {
  const text = bytes.toString('latin1', start, Math.min(end, start + 64));
  if (text.startsWith(http2Preface)) {
    return { protocol: 'http/2', side: sending ? 'client' : 'server' };
  }
  // A server need not wait for the client's preface (RFC 9113, section 3.4).
  if (position === 0 && beginsWithSettings(bytes, start, end)) {
    return { protocol: 'http/2', side: sending ? 'server' : 'client' };
  }
  if (beginsWithStartLine('request', bytes, start, end)) {
    return { protocol: 'http/1', side: sending ? 'client' : 'server' };
  }
  if (beginsWithStartLine('response', bytes, start, end)) {
    return { protocol: 'http/1', side: sending ? 'server' : 'client' };
  }
  if (flags & eventFlag.FLAG_JOINED || position > 0) {
    const part = recogniseFrames(bytes, start, end);
    if (!part) return { protocol: 'unknown' };
    return { protocol: 'http/2', side: (part === 'request') === sending ? 'client' : 'server' };
  }
  return chooseByPart(text.trimStart(), flags, sending);
}

function beginsWithSettings(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < frameHeaderLength) return false;
  const header = new FrameHeader();
  header.read(bytes, start);
  const { type, flags, length } = header;
  return type === frameType.settings && flags === 0 && length < 256 && isPossible(header);
}

/** A first line that comes in parts; the reader finds out whether it really is one. */
function chooseByPart(text: string, flags: number, sending: boolean): Choice {
  const side = sideOf(flags) ?? (sending ? 'client' : 'server');
  const sendsRequests = side === 'client';
  const kind = sending === sendsRequests ? 'request' : 'response';
  if (text === '') return { protocol: 'unknown' };
  return couldBeStartLine(kind, text) ? { protocol: 'http/1', side } : { protocol: 'other' };
}

function sideOf(flags: number): Side | null {
  if (flags & eventFlag.FLAG_ACCEPTED) return 'server';
  return flags & eventFlag.FLAG_CONNECTED ? 'client' : null;
}
