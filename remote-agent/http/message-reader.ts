import { mayCarryMessages, watchContent } from '../exchange/watch-content.ts';
import type { MessageSide } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import { HeldStream } from '../stream/held-stream.ts';
import { type Content, contentOf } from './content.ts';
import type { Framing } from './framing.ts';
import { HeadReader, type HeadVerdict } from './head-reader.ts';
import type { Message } from './message.ts';
import { beginsWithStartLine } from './start-line.ts';

/** Who takes the messages of one direction. */
export interface MessageListener {
  /** The head is complete, or as complete as it will get; the answer says how the content is delimited. */
  head(message: Message): Framing;
  end(message: Message): void;
  /** Bytes are missing, up to that time, where messages may have begun: some of them may never be told. */
  lost(side: MessageSide, noticedNs: number): void;
}

/** `held`: what follows waits for the response that decides whether it is HTTP. */
type State = 'start' | 'head' | 'content' | 'held' | 'tunnel' | 'seek';

/** Reads the messages of one direction of an HTTP/1 connection (RFC 9112), incrementally. */
export class MessageReader implements StreamConsumer {
  #state: State;
  #message: Message | null = null;
  readonly #heads: HeadReader;
  #content: Content | null = null;
  readonly #held: HeldStream;
  /** What comes after the message that is being read. */
  #afterwards: 'start' | 'held' | 'tunnel' = 'start';
  #successor: StreamConsumer | null = null;
  /** The hole that has exactly the length of the message's end. */
  #presumedEnd: { readonly position: number; readonly length: number } | null = null;
  #beganNs = 0;
  #endedNs = 0;
  #base = 0;

  constructor(
    readonly side: MessageSide,
    readonly listener: MessageListener,
    captureLimit: number,
    readonly budget: MemoryBudget,
    /** The stream does not begin at a message: wait for an event that does. */
    joined: boolean,
  ) {
    this.#state = joined ? 'seek' : 'start';
    this.#heads = new HeadReader(side, captureLimit, budget);
    this.#held = new HeldStream(budget);
  }

  /** A message whose end can only be told by what comes after it. */
  get damaged(): Message | null {
    return this.#state === 'seek' ? this.#message : null;
  }

  /** The bytes seen last account for exactly the end of a damaged message. */
  get presumedEnd(): boolean {
    return this.#presumedEnd !== null;
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

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    this.#beganNs = noticedNs;
    this.#endedNs = endedNs;
    if (this.#state === 'tunnel' || this.#state === 'held') {
      const consumer = this.#state === 'held' ? this.#held : this.#successor;
      consumer?.hole(position, length, cause, noticedNs, endedNs);
      return;
    }
    if (this.#message) this.#message.endNs = endedNs;
    if (this.#message && this.#content && this.#state === 'content') {
      this.#holeInContent(this.#message, this.#content, position, length, cause);
      return;
    }
    if (this.#state === 'head') this.#giveUpHead((broken) => broken.gap(position, length));
    if (this.#message && this.#presumedEnd) this.#damage(this.#message);
    this.#loseStep(0);
  }

  /** No more bytes will come; a message that is not over is cut, unless only the end could delimit it. */
  finish(endedNs: number): void {
    while (this.#state === 'held') this.resume();
    if (this.#state === 'head') this.#giveUpHead(cut);
    else if (this.#message && this.#state === 'content') {
      if (this.#content?.endsWithConnection) this.#message.endNs = endedNs;
      else cut(this.#message);
    }
    this.#heads.drop();
    if (this.#message) this.#end(this.#message, 'tunnel');
    this.#state = 'tunnel';
  }

  /** What follows the message that is being read is held until {@link resume} or {@link handOver}. */
  hold(): void {
    this.#afterwards = 'held';
  }

  /** What was held is HTTP. */
  resume(): void {
    if (this.#afterwards === 'held') this.#afterwards = 'start';
    if (this.#state !== 'held') return;
    this.#state = 'start';
    this.#held.passTo(this);
  }

  /** HTTP ends with the message that is being read, and `successor` takes what follows. */
  endsBefore(successor: StreamConsumer | null): void {
    this.#successor = successor;
    this.#afterwards = 'tunnel';
  }

  /** Nothing of what follows the last message was read as HTTP. */
  get endsHere(): boolean {
    return this.#state !== 'head' && this.#state !== 'seek';
  }

  /** HTTP has ended, with the message that is being read where there is one. */
  handOver(successor: StreamConsumer | null): void {
    this.endsBefore(successor);
    if (this.#state === 'content') return;
    this.#heads.drop();
    if (this.#message) this.#end(this.#message);
    this.#state = 'tunnel';
    if (successor) this.#held.passTo(successor);
    else this.#held.drop();
  }

  /** The damaged message is known to be over. */
  endDamaged(): void {
    if (this.#state === 'seek' && this.#message) this.#end(this.#message, 'seek');
  }

  /** Whether the bytes of an event can be read from where the reader is; a lost reader looks for a start. */
  #inStep(bytes: Buffer, start: number, end: number): boolean {
    const message = this.#message;
    // The answer to a HEAD request that was not seen has a length but no content.
    const bodiless =
      this.#state === 'content' && message?.requestUnseen === true && message.bodyBytes === 0;
    if (this.#state !== 'seek' && !bodiless) return true;
    if (beginsWithStartLine(this.side, bytes, start, end)) {
      if (message) this.#end(message);
      this.#state = 'start';
      return true;
    }
    if (this.#state !== 'seek') return true;
    if (message) message.endNs = this.#endedNs;
    if (message && this.#presumedEnd) this.#damage(message);
    // A message may begin among these bytes that is not recognised.
    else this.#loseStep(0);
    if (message && this.#content?.isEnd(bytes, start, end)) {
      message.endPosition = this.#base + end;
      this.#end(message, 'seek');
    }
    return false;
  }

  #step(bytes: Buffer, at: number, end: number): number {
    const message = this.#message;
    if (this.#state === 'start') return this.#startMessage(bytes, at, end);
    if (this.#state === 'head') return this.#headRead(this.#heads.continue(bytes, at, end), end);
    if (this.#state === 'tunnel' || this.#state === 'held') {
      const consumer = this.#state === 'held' ? this.#held : this.#successor;
      const position = this.#base + at;
      consumer?.data(bytes, at, end, position, this.#beganNs, this.#endedNs);
      return end;
    }
    if (!message) return end;
    message.endNs = this.#endedNs;
    if (!this.#content || this.#state !== 'content') return end;
    const next = this.#content.read(bytes, at, end);
    message.endPosition = this.#base + next;
    if (this.#content.done) this.#end(message);
    else if (this.#content.broken) this.#damage(message);
    return next;
  }

  #startMessage(bytes: Buffer, from: number, end: number): number {
    let at = from;
    // Empty lines before a message are skipped (RFC 9112, section 2.2).
    while (at < end && (bytes[at] === 13 || bytes[at] === 10)) at++;
    if (at === end) return end;
    const position = this.#base + at;
    return this.#headRead(this.#heads.start(bytes, at, end, position, this.#beganNs), end);
  }

  #headRead(verdict: HeadVerdict, end: number): number {
    const { message, next } = this.#heads;
    if (verdict === 'complete' && message) {
      // Not for all: that would cost 8 % where no two heads are alike. The others are let go of with their heads.
      if (!this.#heads.keepsHead) this.#heads.message = null;
      message.endPosition = this.#base + next;
      this.#begin(message);
      return next;
    }
    if (verdict === 'partial') {
      this.#state = 'head';
      return end;
    }
    if (verdict === 'too-long') this.#giveUpHead((broken) => broken.malformed('head too long'));
    return this.#loseStep(end);
  }

  #begin(message: Message): void {
    message.endNs = this.#endedNs;
    this.#message = message;
    const framing = this.listener.head(message);
    message.hold(this.budget);
    this.#content = contentOf(framing, message);
    if (this.#content) {
      this.#state = 'content';
      if (mayCarryMessages(message)) watchContent(message, this.budget);
    } else this.#end(message);
  }

  /** What there is of the head is told where it holds a start line; where its message ends is unknown. */
  #giveUpHead(note: (message: Message) => void): void {
    const message = this.#heads.giveUp();
    if (!message) return;
    message.damaged = true;
    message.endNs = this.#endedNs;
    note(message);
    this.#message = message;
    this.listener.head(message);
    message.hold(this.budget);
  }

  #loseStep(end: number): number {
    this.#state = this.#afterwards === 'tunnel' ? 'tunnel' : 'seek';
    this.listener.lost(this.side, Math.max(this.#beganNs, this.#endedNs));
    return end;
  }

  #holeInContent(
    message: Message,
    content: Content,
    position: number,
    length: number,
    cause: HoleCause,
  ): void {
    const verdict = content.skip(length);
    const inside = length - content.excess;
    message.endPosition = position + inside;
    // Bytes of the framing that a limit left out are missing like lost ones.
    if (cause === 'lost' || verdict === 'lost') message.gap(position, inside);
    if (verdict === 'lost') this.#damage(message);
    else if (verdict === 'presumed-end') {
      this.#state = 'seek';
      this.#presumedEnd = { position, length: inside };
    } else if (verdict === 'over') {
      const { excess } = content;
      this.#end(message);
      if (excess > 0) this.#loseStep(0);
    }
  }

  #damage(message: Message): void {
    message.damaged = true;
    // More came: the hole was no end, but hid where the message goes on.
    if (this.#presumedEnd) {
      const { position, length } = this.#presumedEnd;
      if (!message.holed) message.gap(position, length);
      this.#presumedEnd = null;
    }
    this.#state = 'seek';
    this.listener.lost(this.side, Math.max(this.#beganNs, this.#endedNs));
  }

  #end(message: Message, next: State = this.#afterwards): void {
    message.ended = true;
    this.#message = null;
    this.#content = null;
    this.#presumedEnd = null;
    this.#state = next;
    this.listener.end(message);
  }
}

function cut(message: Message): void {
  const { side, bodyBytes } = message;
  message.notes.push({ kind: 'cut', message: side, received: bodyBytes });
}
