import type { MessageSide } from '../protocol/exchange.ts';
import { FieldBlock } from './field-block.ts';
import {
  FrameHeader,
  frameFlag,
  frameHeaderLength,
  frameType,
  isPlausible,
  usualMaximumLength,
} from './frame.ts';
import { HpackDecoder } from './hpack-decoder.ts';
import { SectionFields } from './section-fields.ts';

/**
 * What `bytes[start, end)`, one event of a connection in its middle, are a part of: `null` unless they are whole
 * frames and one of these is the head of a request or response.
 */
export function recogniseFrames(bytes: Buffer, start: number, end: number): MessageSide | null {
  const header = new FrameHeader();
  let found: MessageSide | null = null;
  let at = start;
  while (at + frameHeaderLength <= end) {
    header.read(bytes, at);
    if (!isPlausible(header, usualMaximumLength)) return null;
    at += frameHeaderLength;
    if (at + header.length > end) return null;
    if (isPlainHead(header)) found ??= readHead(header, bytes, at);
    at += header.length;
  }
  return at === end ? found : null;
}

/** A field section in one frame, without padding. */
function isPlainHead(header: FrameHeader): boolean {
  return (
    header.type === frameType.headers &&
    header.has(frameFlag.endHeaders) &&
    !header.has(frameFlag.padded)
  );
}

function readHead(header: FrameHeader, bytes: Buffer, at: number): MessageSide | null {
  const block = new FieldBlock();
  const from = at + (header.has(frameFlag.priority) ? 5 : 0);
  new HpackDecoder(true).decode(bytes, from, at + header.length, block);
  if (block.broken) return null;
  const { method, status } = new SectionFields(block);
  if (method !== null) return 'request';
  return status === 0 ? null : 'response';
}
