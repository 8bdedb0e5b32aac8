import type { MessageSide } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause } from '../stream/direction.ts';
import {
  type FrameHeader,
  frameFlag,
  frameHeaderLength,
  frameType,
  readStreamId,
  usualMaximumLength,
} from './frame.ts';
import { type FrameListener, FrameReader } from './frame-reader.ts';
import { findFrames, type SearchOptions } from './frame-search.ts';
import type { Http2Message } from './http2-message.ts';
import { recogniseFrames } from './recognise.ts';
import { type FieldSection, SectionReader } from './section-reader.ts';

/** Who takes what the two directions of a connection say about its streams. `side` is the direction. */
export interface DirectionListener extends Omit<SearchOptions, 'maximumLength'> {
  section(side: MessageSide, section: FieldSection, endedNs: number): void;
  /** The message that DATA of a stream belongs to; `null` where it is not to be read. */
  messageOf(side: MessageSide, stream: number, nowNs: number): Http2Message | null;
  streamEnds(side: MessageSide, stream: number, endedNs: number): void;
  reset(side: MessageSide, stream: number, code: number, nowNs: number): void;
  goaway(side: MessageSide, lastStream: number, code: number, nowNs: number): void;
  /** The peer takes frames of that length. */
  takesLength(side: MessageSide, maximumLength: number): void;
  /** Frames may have been lost. */
  lost(side: MessageSide, length: number, cause: HoleCause, noticedNs: number): void;
}

const settingMaximumLength = 5;

/** One direction of a connection: `request` is what the client sends. */
export class Http2Direction implements FrameListener {
  readonly reader: FrameReader;
  readonly #sections: SectionReader;
  maximumLength = usualMaximumLength;
  /** Of the DATA frame that is being read. */
  #message: Http2Message | null = null;

  constructor(
    readonly side: MessageSide,
    readonly listener: DirectionListener,
    budget: MemoryBudget,
    joined: boolean,
  ) {
    const begins = side === 'request' ? 'preface' : 'header';
    this.reader = new FrameReader(this, budget, joined ? 'seek' : begins);
    this.#sections = new SectionReader(
      (section, endedNs) => listener.section(side, section, endedNs),
      budget,
      joined,
    );
  }

  frame(header: FrameHeader, bytes: Buffer, start: number, end: number, whole: boolean): void {
    const { type, endedNs } = header;
    if (
      type === frameType.headers ||
      type === frameType.continuation ||
      type === frameType.pushPromise
    ) {
      this.#sections.frame(header, bytes, start, end, whole);
      return;
    }
    this.#sections.giveUp(endedNs);
    const length = end - start;
    if (type === frameType.rstStream && length >= 4) {
      this.listener.reset(this.side, header.stream, bytes.readUInt32BE(start), endedNs);
    } else if (type === frameType.goaway && length >= 8) {
      const code = bytes.readUInt32BE(start + 4);
      this.listener.goaway(this.side, readStreamId(bytes, start), code, endedNs);
    } else if (type === frameType.settings) this.#readSettings(bytes, start, end);
  }

  dataBegins({ stream, endedNs }: FrameHeader): void {
    this.#sections.giveUp(endedNs);
    this.#message = this.listener.messageOf(this.side, stream, endedNs);
  }

  content({ endedNs }: FrameHeader, bytes: Buffer, start: number, end: number): void {
    const message = this.#message;
    if (!message) return;
    message.endNs = endedNs;
    if (message.tunnel) {
      message.tunnel.data(bytes, start, end, 0, endedNs, endedNs);
      return;
    }
    message.body.append(bytes, start, end);
    message.bodyBytes += end - start;
  }

  contentMissing({ endedNs }: FrameHeader, length: number, cause: HoleCause): void {
    const message = this.#message;
    if (!message) return;
    message.endNs = endedNs;
    if (message.tunnel) {
      message.tunnel.hole(0, length, cause, endedNs, endedNs);
      return;
    }
    message.body.close();
    if (cause === 'lost') message.missing(length);
    message.bodyBytes += length;
  }

  dataEnds(header: FrameHeader): void {
    const message = this.#message;
    this.#message = null;
    if (message) message.endPosition = header.position + frameHeaderLength + header.length;
    if (!header.has(frameFlag.endStream)) return;
    this.listener.streamEnds(this.side, header.stream, header.endedNs);
  }

  lost(_position: number, length: number, cause: HoleCause, noticedNs: number): void {
    this.#message = null;
    this.#sections.lost(noticedNs);
    this.listener.lost(this.side, length, cause, noticedNs);
  }

  find(bytes: Buffer, start: number, end: number): number {
    if (recogniseFrames(bytes, start, end)) return start;
    const { maximumLength } = this;
    const { highestStream, isOpen } = this.listener;
    return findFrames(bytes, start, end, { maximumLength, highestStream, isOpen });
  }

  finish(endedNs: number): void {
    // What its decoder holds is given back.
    this.#sections.lost(endedNs);
    this.reader.finish();
  }

  #readSettings(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at + 6 <= end; at += 6) {
      if (bytes.readUInt16BE(at) !== settingMaximumLength) continue;
      this.listener.takesLength(this.side, bytes.readUInt32BE(at + 2));
    }
  }
}
