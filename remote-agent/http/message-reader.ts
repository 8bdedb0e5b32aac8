import type { MessageSide } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import { BodyPrefix } from './body.ts';
import { ChunkedBody } from './chunked.ts';
import type { Framing } from './framing.ts';
import { findHeadEnd, headLimit, readHead } from './head.ts';
import { Message } from './message.ts';
import { PartialHead } from './partial-head.ts';
import {
  beginsWithStartLine,
  couldBeStartLine,
  readStartLine,
  stripCarriageReturn,
} from './start-line.ts';

/** Who takes the messages of one direction. */
export interface MessageListener {
  /** The head is complete, or as complete as it will get; the answer says how the content is delimited. */
  head(message: Message): Framing;
  end(message: Message): void;
  /** Bytes are missing where messages may have begun: some of them may never be told. */
  lost(side: MessageSide): void;
}

const firstLook = 2048;

type State = 'start' | 'head' | 'length' | 'chunked' | 'until-close' | 'tunnel' | 'seek';

/** Reads the messages of one direction of an HTTP/1 connection (RFC 9112), incrementally. */
export class MessageReader implements StreamConsumer {
  #state: State;
  #message: Message | null = null;
  #head: PartialHead | null = null;
  #chunked: ChunkedBody | null = null;
  #remaining = 0;
  #presumedEnd = false;
  #beganNs = 0;
  #endedNs = 0;
  #base = 0;

  constructor(
    readonly side: MessageSide,
    readonly listener: MessageListener,
    readonly captureLimit: number,
    readonly budget: MemoryBudget,
    /** The stream does not begin at a message: wait for an event that does. */
    joined: boolean,
  ) {
    this.#state = joined ? 'seek' : 'start';
  }

  /** A message whose end can only be told by what comes after it. */
  get damaged(): Message | null {
    return this.#state === 'seek' ? this.#message : null;
  }

  /** The bytes seen last account for exactly the end of a damaged message. */
  get presumedEnd(): boolean {
    return this.#presumedEnd;
  }

  /** In step with the stream, and between two messages. */
  get idle(): boolean {
    return this.#state === 'start';
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    this.#beganNs = beganNs;
    this.#endedNs = endedNs;
    this.#base = position - start;
    if (!this.#inStep(bytes, start, end)) return;
    let at = start;
    while (at < end) at = this.#step(bytes, at, end);
  }

  hole(position: number, length: number, cause: HoleCause, beganNs: number, endedNs: number): void {
    this.#beganNs = beganNs;
    this.#endedNs = endedNs;
    const message = this.#message;
    if (this.#state === 'tunnel') return;
    if (message) message.endNs = endedNs;
    if (message && this.#state === 'until-close') {
      message.bodyBytes += length;
      this.#missing(message, position, length, cause);
    } else if (message && this.#state === 'length') {
      this.#holeInLength(message, position, length, cause);
    } else if (message && this.#chunked && this.#state === 'chunked') {
      this.#holeInChunks(message, this.#chunked, position, length, cause);
    } else {
      if (this.#state === 'head') this.#giveUpHead((broken) => broken.gap(position, length));
      this.#state = 'seek';
      this.listener.lost(this.side);
    }
  }

  /** No more bytes will come; a message that is not over is cut, unless only the end could delimit it. */
  finish(endedNs: number): void {
    const cut = (message: Message): void => {
      const { side, bodyBytes } = message;
      message.notes.push({ kind: 'cut', message: side, received: bodyBytes });
    };
    if (this.#state === 'head') this.#giveUpHead(cut);
    else if (this.#message && (this.#state === 'length' || this.#state === 'chunked')) {
      cut(this.#message);
    } else if (this.#message && this.#state === 'until-close') this.#message.endNs = endedNs;
    this.tunnel();
  }

  /** What follows is not HTTP any more. */
  tunnel(): void {
    this.#head?.release();
    this.#head = null;
    if (this.#message) this.#end(this.#message, 'tunnel');
    this.#state = 'tunnel';
  }

  /** The damaged message is known to be over. */
  endDamaged(): void {
    if (this.#state === 'seek' && this.#message) this.#end(this.#message, 'seek');
  }

  /** Whether the bytes of an event can be read from where the reader is; a lost reader looks for a start. */
  #inStep(bytes: Buffer, start: number, end: number): boolean {
    const message = this.#message;
    // The answer to a HEAD request that was not seen has a length but no content.
    const bodiless = message?.requestUnseen && message.bodyBytes === 0 && this.#state !== 'head';
    if (this.#state !== 'seek' && !bodiless) return true;
    if (beginsWithStartLine(this.side, bytes, start, end)) {
      if (message) this.#end(message);
      this.#state = 'start';
      return true;
    }
    if (this.#state !== 'seek') return true;
    if (message) message.endNs = this.#endedNs;
    if (message && this.#presumedEnd) this.#damage(message);
    return false;
  }

  #step(bytes: Buffer, at: number, end: number): number {
    const message = this.#message;
    if (this.#state === 'start') return this.#startMessage(bytes, at, end);
    if (this.#state === 'head' && this.#head) return this.#continueHead(this.#head, bytes, at, end);
    if (!message) return end;
    message.endNs = this.#endedNs;
    if (this.#state === 'length') {
      const taken = Math.min(end - at, this.#remaining);
      message.body.append(bytes, at, at + taken);
      message.bodyBytes += taken;
      this.#remaining -= taken;
      if (this.#remaining === 0) this.#end(message);
      return at + taken;
    }
    if (this.#state === 'chunked' && this.#chunked) {
      const next = this.#chunked.read(bytes, at, end);
      if (this.#chunked.done) this.#end(message);
      else if (this.#chunked.broken) this.#damage(message);
      return next;
    }
    if (this.#state !== 'until-close') return end;
    message.body.append(bytes, at, end);
    message.bodyBytes += end - at;
    return end;
  }

  #startMessage(bytes: Buffer, from: number, end: number): number {
    let at = from;
    // Empty lines before a message are skipped (RFC 9112, section 2.2).
    while (at < end && (bytes[at] === 13 || bytes[at] === 10)) at++;
    if (at === end) return end;
    const body = new BodyPrefix(this.captureLimit, this.budget);
    const message = new Message(this.side, this.#base + at, this.#beganNs, body);
    let text = bytes.toString('latin1', at, Math.min(end, at + firstLook));
    let headEnd = findHeadEnd(text);
    if (headEnd < 0 && end - at > firstLook && couldBeStartLine(this.side, text)) {
      text = bytes.toString('latin1', at, Math.min(end, at + headLimit));
      headEnd = findHeadEnd(text);
    }
    if (headEnd >= 0) return this.#headComplete(message, text.slice(0, headEnd), at + headEnd, end);
    if (!couldBeStartLine(this.side, text)) return this.#garbage(end);
    this.#head = new PartialHead(message, this.budget);
    this.#state = 'head';
    return this.#continueHead(this.#head, bytes, at, end);
  }

  #continueHead(head: PartialHead, bytes: Buffer, at: number, end: number): number {
    head.message.endNs = this.#endedNs;
    const next = head.add(bytes, at, end);
    if (next >= 0) {
      const { text } = head;
      head.release();
      this.#head = null;
      return this.#headComplete(head.message, text, next, end);
    }
    const line = head.takeFirstLine();
    if (line !== null && !readStartLine(head.message, stripCarriageReturn(line))) {
      head.release();
      this.#head = null;
      return this.#garbage(end);
    }
    if (next === PartialHead.full) {
      this.#giveUpHead((message) => message.malformed('head too long'));
      this.#state = 'seek';
      this.listener.lost(this.side);
    }
    return end;
  }

  #headComplete(message: Message, text: string, next: number, end: number): number {
    if (!readHead(message, text)) return this.#garbage(end);
    message.endNs = this.#endedNs;
    this.#message = message;
    const framing = this.listener.head(message);
    if (framing.kind === 'tunnel') this.tunnel();
    else if (framing.kind === 'length' && framing.length === 0) this.#end(message);
    else {
      this.#state = framing.kind;
      this.#remaining = framing.kind === 'length' ? framing.length : 0;
      this.#chunked = framing.kind === 'chunked' ? new ChunkedBody(message) : null;
    }
    return next;
  }

  /** What there is of the head is told where it holds a start line; where its message ends is unknown. */
  #giveUpHead(note: (message: Message) => void): void {
    const head = this.#head;
    if (!head) return;
    const { message, text } = head;
    head.release();
    this.#head = null;
    if (!readHead(message, text)) return;
    message.damaged = true;
    note(message);
    this.#message = message;
    this.listener.head(message);
  }

  #garbage(end: number): number {
    this.#state = 'seek';
    this.listener.lost(this.side);
    return end;
  }

  #holeInLength(message: Message, position: number, length: number, cause: HoleCause): void {
    const inside = Math.min(length, this.#remaining);
    message.bodyBytes += inside;
    this.#remaining -= inside;
    this.#missing(message, position, inside, cause);
    if (this.#remaining > 0) return;
    this.#end(message);
    if (length > inside) {
      this.hole(position + inside, length - inside, cause, this.#beganNs, this.#endedNs);
    }
  }

  #holeInChunks(
    message: Message,
    chunks: ChunkedBody,
    position: number,
    length: number,
    cause: HoleCause,
  ): void {
    const verdict = chunks.skip(length);
    this.#missing(message, position, length, verdict === 'lost' ? 'lost' : cause);
    if (verdict === 'lost') this.#damage(message);
    else if (verdict === 'presumed-end') {
      this.#state = 'seek';
      this.#presumedEnd = true;
    }
  }

  #missing(message: Message, position: number, length: number, cause: HoleCause): void {
    if (cause === 'lost') message.gap(position, length);
    else message.body.close();
  }

  #damage(message: Message): void {
    message.damaged = true;
    this.#presumedEnd = false;
    this.#state = 'seek';
    this.listener.lost(this.side);
  }

  #end(message: Message, next: State = 'start'): void {
    message.ended = true;
    this.#message = null;
    this.#chunked = null;
    this.#presumedEnd = false;
    this.#state = next;
    this.listener.end(message);
  }
}
