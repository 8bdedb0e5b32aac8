import type { ContentWatcher } from '../http/body.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { MessageInflater } from '../websocket/message-inflater.ts';

/** What DEFLATE ends with where its sender flushes (an empty stored block), as it must after each event. */
const flushed = Buffer.from([0, 0, 0xff, 0xff]);
/** Of gzip without optional fields (RFC 1952, section 2.3), and of zlib (RFC 1950, section 2.2). */
const headerLengths = { gzip: 10, deflate: 2 } as const;

export type EventCoding = keyof typeof headerLengths;

export function isEventCoding(coding: string): coding is EventCoding {
  return coding in headerLengths;
}

/** Undoes the content coding of an event stream as far as its sender has flushed it: that is when an event is seen. */
export class CodedEvents implements ContentWatcher {
  readonly #inflater: MessageInflater;
  #headerLeft: number;
  #tail = Buffer.alloc(0);
  #lost = false;

  constructor(
    readonly next: ContentWatcher,
    coding: EventCoding,
    budget: MemoryBudget,
  ) {
    this.#headerLeft = headerLengths[coding];
    this.#inflater = new MessageInflater(true, budget);
  }

  content(bytes: Buffer, start: number, end: number): void {
    const from = Math.min(end, start + this.#headerLeft);
    this.#headerLeft -= from - start;
    if (from === end || this.#lost) return;
    this.#inflater.add(bytes, from, end);
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(Math.max(from, end - 4), end)]);
    this.#tail = this.#tail.subarray(-4);
    if (!this.#tail.equals(flushed)) return;
    const decoded = this.#inflater.finish();
    if (typeof decoded === 'string') this.missing();
    else this.next.content(decoded, 0, decoded.length);
  }

  missing(): void {
    this.#lost = true;
    this.#inflater.release();
    this.next.missing();
  }

  release(): void {
    this.#inflater.release();
    this.next.release?.();
  }
}
