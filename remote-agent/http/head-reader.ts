import type { MessageSide } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { BodyPrefix } from './body.ts';
import { findHeadEnd, type Head, headLimit, readHead } from './head.ts';
import { Message } from './message.ts';
import { PartialHead } from './partial-head.ts';
import { type HeadKeeper, recentHeads } from './recent-heads.ts';
import { couldBeStartLine, readStartLine, stripCarriageReturn } from './start-line.ts';

const firstLook = 2048;
const longestKept = 2048;

export type HeadVerdict = 'complete' | 'partial' | 'garbage' | 'too-long';

/** Reads the heads of the messages of one direction, in as many pieces as they come. */
export class HeadReader implements HeadKeeper {
  /** After `complete`: the message, and the index after its head. */
  message: Message | null = null;
  next = 0;
  #partial: PartialHead | null = null;
  /** What was read last: the next head is often the same, byte by byte. */
  #last: Head | null = null;

  constructor(
    readonly side: MessageSide,
    readonly captureLimit: number,
    readonly budget: MemoryBudget,
  ) {}

  /** `bytes[at, end)` begins with a message, which is at `position` of the stream. */
  start(bytes: Buffer, at: number, end: number, position: number, beganNs: number): HeadVerdict {
    const body = new BodyPrefix(this.captureLimit, this.budget);
    const message = new Message(this.side, position, beganNs, body);
    const last = this.#last;
    const length = last?.text.length ?? 0;
    if (last && bytes.toString('latin1', at, Math.min(end, at + length)) === last.text) {
      message.setHead(last);
      return this.#read(message, at + length);
    }
    let text = bytes.toString('latin1', at, Math.min(end, at + firstLook));
    let headEnd = findHeadEnd(text);
    if (headEnd < 0 && end - at > firstLook && couldBeStartLine(this.side, text)) {
      text = bytes.toString('latin1', at, Math.min(end, at + headLimit));
      headEnd = findHeadEnd(text);
    }
    if (headEnd >= 0) return this.#complete(message, text.slice(0, headEnd), at + headEnd);
    if (!couldBeStartLine(this.side, text)) return 'garbage';
    this.#partial = new PartialHead(message, this.budget);
    return this.continue(bytes, at, end);
  }

  /** After `partial`: the bytes that come next. */
  continue(bytes: Buffer, at: number, end: number): HeadVerdict {
    const partial = this.#partial;
    if (!partial) return 'garbage';
    const next = partial.add(bytes, at, end);
    if (next >= 0) {
      const { message, text } = partial;
      this.#dropPartial();
      return this.#complete(message, text, next);
    }
    const line = partial.takeFirstLine();
    if (line !== null && !readStartLine(this.side, stripCarriageReturn(line))) {
      this.#dropPartial();
      return 'garbage';
    }
    return next === PartialHead.full ? 'too-long' : 'partial';
  }

  /** What there is of a head that will not be completed; `null` where it does not hold a start line. */
  giveUp(): Message | null {
    const partial = this.#partial;
    if (!partial) return null;
    const { message, text } = partial;
    this.#dropPartial();
    const head = readHead(this.side, text);
    if (!head) return null;
    message.setHead(head);
    return message;
  }

  /** No more heads come. */
  drop(): void {
    this.#dropPartial();
    this.forgetHead();
  }

  forgetHead(): void {
    this.#last = null;
    this.message = null;
  }

  get keepsHead(): boolean {
    return this.#last !== null;
  }

  #dropPartial(): void {
    this.#partial?.release();
    this.#partial = null;
  }

  #complete(message: Message, text: string, next: number): HeadVerdict {
    const head = readHead(this.side, text);
    if (!head) return 'garbage';
    if (text.length > longestKept) this.#last = null;
    else {
      if (!this.#last) recentHeads.keep(this);
      this.#last = head;
    }
    message.setHead(head);
    return this.#read(message, next);
  }

  #read(message: Message, next: number): HeadVerdict {
    this.message = message;
    this.next = next;
    return 'complete';
  }
}
