import { FrameHeader, frameHeaderLength, frameType, isPlausible } from './frame.ts';

/** So many headers in a row are no accident. */
const certain = 3;

/** What is known of a direction in which the next frame is looked for. */
export interface SearchOptions {
  readonly maximumLength: number;
  /** No stream with a higher number can be open; 0 where nothing is known. */
  readonly highestStream: number;
  /** Whether frames of that stream are expected. */
  readonly isOpen: (stream: number) => boolean;
}

/** For so far beyond the highest known stream new ones may have begun unseen. */
const streamsUnseen = 20_000;

/**
 * Index in `bytes[start, end)` at which frames begin; -1 where none is certain. A frame is taken for one where others
 * follow it, or where it ends exactly with the bytes. The time is linear: from each index few headers are read.
 */
export function findFrames(
  bytes: Buffer,
  start: number,
  end: number,
  options: SearchOptions,
): number {
  const last = end - frameHeaderLength;
  for (let at = start; at <= last; at++) {
    // The first bytes of a length are small: most indexes are left here.
    if ((bytes[at] ?? 0) === 0 && (bytes[at + 3] ?? 0) <= frameType.continuation) {
      if (beginsFrames(bytes, at, end, options)) return at;
    }
  }
  return -1;
}

const header = new FrameHeader();

function beginsFrames(
  bytes: Buffer,
  from: number,
  end: number,
  { maximumLength, highestStream, isOpen }: SearchOptions,
): boolean {
  let at = from;
  let familiar = false;
  for (let headers = 0; headers < certain; headers++) {
    if (at === end) return headers > 1 || (headers === 1 && familiar);
    if (at + frameHeaderLength > end) return headers > 1 && familiar;
    header.read(bytes, at);
    if (!isPlausible(header, maximumLength)) return false;
    if (!mayBeStream(header.stream, highestStream)) return false;
    familiar ||= isOpen(header.stream) || isGreeting(header);
    at += frameHeaderLength + header.length;
    // A long frame at the end of the bytes: only a stream that is known speaks for it.
    if (at > end) return headers > 0 && familiar;
  }
  return true;
}

function mayBeStream(stream: number, highest: number): boolean {
  return highest === 0 || stream <= highest + streamsUnseen;
}

/** Frames of the connection as a whole, of a fixed form. */
function isGreeting({ type, length, stream }: FrameHeader): boolean {
  if (stream !== 0) return false;
  return type === frameType.ping || (type === frameType.settings && length > 0);
}
