import type { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import {
  FrameHeader,
  frameFlag,
  frameHeaderLength,
  frameType,
  isPossible,
  prefaceLength,
} from './frame.ts';
import { PartialFrame } from './partial-frame.ts';

/** Who takes the frames of one direction. The header is valid only during the call. */
export interface FrameListener {
  /** A frame that is not DATA, with its payload in `bytes[start, end)`; not `whole` where the rest of it is missing. */
  frame(header: FrameHeader, bytes: Buffer, start: number, end: number, whole: boolean): void;
  /** A DATA frame begins. Its content follows in parts, then its end. */
  dataBegins(header: FrameHeader): void;
  content(header: FrameHeader, bytes: Buffer, start: number, end: number): void;
  contentMissing(header: FrameHeader, length: number, cause: HoleCause): void;
  dataEnds(header: FrameHeader): void;
  /** `length` bytes are missing, or are not understood, in which frames may have begun. */
  lost(position: number, length: number, cause: HoleCause, noticedNs: number): void;
  /** Index in `bytes[start, end)` where frames begin; -1 where that is not certain. */
  find(bytes: Buffer, start: number, end: number): number;
}

type State = 'preface' | 'header' | 'payload' | 'data' | 'skip' | 'seek' | 'over';

const empty = Buffer.alloc(0);

/** Reads the frames of one direction of an HTTP/2 connection (RFC 9113, section 4), incrementally. */
export class FrameReader implements StreamConsumer {
  #state: State;
  readonly #header = new FrameHeader();
  readonly #headerBytes = Buffer.alloc(frameHeaderLength);
  /** Bytes of the preface or of the header that were read. */
  #headerRead = 0;
  readonly #partial: PartialFrame;
  /** Bytes of the payload that are still to come. */
  #left = 0;
  /** Of these, padding; -1 until its length was read. */
  #padding = 0;
  #base = 0;
  #beganNs = 0;
  #endedNs = 0;

  constructor(
    readonly listener: FrameListener,
    budget: MemoryBudget,
    /** How the direction begins; `seek`: in the middle of something. */
    begins: 'preface' | 'header' | 'seek',
  ) {
    this.#state = begins;
    this.#partial = new PartialFrame(budget);
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    this.#base = position - start;
    this.#beganNs = beganNs;
    this.#endedNs = endedNs;
    this.#header.endedNs = endedNs;
    let at = start;
    while (at < end) at = this.#step(bytes, at, end);
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    if (this.#state === 'over') return;
    this.#header.endedNs = endedNs;
    const inside = Math.min(length, this.#left);
    if (this.#state === 'data' && this.#left > 0) this.#missContent(inside, cause);
    else if (this.#state === 'skip') this.#left -= inside;
    else if (this.#state === 'payload') {
      const held = this.#partial.take();
      this.#left -= inside;
      this.listener.frame(this.#header, held, 0, held.length, false);
      this.#state = 'skip';
    } else {
      this.#lose(position, length, cause, noticedNs);
      return;
    }
    if (this.#left === 0) this.#state = 'header';
    if (length > inside) this.#lose(position + inside, length - inside, cause, noticedNs);
  }

  /** No more bytes are going to be read. */
  finish(): void {
    this.#partial.drop();
    this.#state = 'over';
  }

  #step(bytes: Buffer, at: number, end: number): number {
    switch (this.#state) {
      case 'header':
        return this.#readHeader(bytes, at, end);
      case 'data':
        return this.#readData(bytes, at, end);
      case 'payload':
        return this.#readPayload(bytes, at, end);
      case 'skip':
        return this.#skip(at, end);
      case 'preface':
        return this.#readPreface(at, end);
      case 'seek':
        return this.#seek(bytes, at, end);
      case 'over':
        return end;
    }
  }

  #readPreface(at: number, end: number): number {
    const taken = Math.min(end - at, prefaceLength - this.#headerRead);
    this.#headerRead += taken;
    if (this.#headerRead === prefaceLength) {
      this.#headerRead = 0;
      this.#state = 'header';
    }
    return at + taken;
  }

  #readHeader(bytes: Buffer, at: number, end: number): number {
    const header = this.#header;
    if (this.#headerRead === 0) {
      header.position = this.#base + at;
      header.beganNs = this.#beganNs;
      if (end - at >= frameHeaderLength) {
        header.read(bytes, at);
        return this.#beginFrame(bytes, at + frameHeaderLength, end);
      }
    }
    const taken = Math.min(end - at, frameHeaderLength - this.#headerRead);
    bytes.copy(this.#headerBytes, this.#headerRead, at, at + taken);
    this.#headerRead += taken;
    if (this.#headerRead < frameHeaderLength) return end;
    this.#headerRead = 0;
    header.read(this.#headerBytes, 0);
    return this.#beginFrame(bytes, at + taken, end);
  }

  /** The header was read; `at` is where the payload begins. */
  #beginFrame(bytes: Buffer, at: number, end: number): number {
    const header = this.#header;
    if (!isPossible(header)) {
      this.#lose(this.#base + at, end - at, 'lost', this.#endedNs);
      return end;
    }
    this.#left = header.length;
    if (header.type === frameType.data) {
      this.#padding = header.has(frameFlag.padded) ? -1 : 0;
      this.#state = 'data';
      this.listener.dataBegins(header);
      if (this.#left === 0) this.#endData();
      return at;
    }
    if (end - at >= header.length) {
      const next = at + header.length;
      this.#state = 'header';
      this.listener.frame(header, bytes, at, next, true);
      return next;
    }
    if (header.type <= frameType.continuation && this.#partial.begin(header)) {
      this.#state = 'payload';
    } else {
      this.#state = 'skip';
      // What could not be held is missing like bytes that were not seen.
      this.listener.frame(header, empty, 0, 0, false);
    }
    return at;
  }

  #readData(bytes: Buffer, from: number, end: number): number {
    let at = from;
    if (this.#padding < 0) {
      this.#padding = bytes[at++] ?? 0;
      this.#left--;
      // Padding that is longer than the frame is an error of the connection.
      if (this.#padding > this.#left) this.#padding = this.#left;
    }
    const next = Math.min(end, at + this.#left);
    const contentEnd = Math.min(next, at + this.#left - this.#padding);
    if (contentEnd > at) this.listener.content(this.#header, bytes, at, contentEnd);
    this.#left -= next - at;
    if (this.#left === 0) this.#endData();
    else this.#padding = Math.min(this.#padding, this.#left);
    return next;
  }

  #endData(): void {
    this.#state = 'header';
    this.listener.dataEnds(this.#header);
  }

  #missContent(length: number, cause: HoleCause): void {
    const content = Math.min(length, this.#left - Math.max(this.#padding, 0));
    this.#left -= length;
    this.#padding = Math.min(Math.max(this.#padding, 0), this.#left);
    this.listener.contentMissing(this.#header, content, cause);
    if (this.#left === 0) this.#endData();
  }

  #readPayload(bytes: Buffer, at: number, end: number): number {
    const next = Math.min(end, at + this.#left);
    this.#left -= next - at;
    this.#partial.add(bytes, at, next);
    if (this.#left > 0) return next;
    this.#state = 'header';
    const { whole } = this.#partial;
    const held = this.#partial.take();
    this.listener.frame(this.#header, held, 0, held.length, whole);
    return next;
  }

  #skip(at: number, end: number): number {
    const next = Math.min(end, at + this.#left);
    this.#left -= next - at;
    if (this.#left === 0) this.#state = 'header';
    return next;
  }

  #seek(bytes: Buffer, at: number, end: number): number {
    const found = this.listener.find(bytes, at, end);
    if (found !== at) {
      const until = found < 0 ? end : found;
      this.listener.lost(this.#base + at, until - at, 'lost', this.#endedNs);
    }
    if (found < 0) return end;
    this.#state = 'header';
    return found;
  }

  #lose(position: number, length: number, cause: HoleCause, noticedNs: number): void {
    this.#partial.drop();
    this.#headerRead = 0;
    this.#left = 0;
    this.#state = 'seek';
    this.listener.lost(position, length, cause, noticedNs);
  }
}
