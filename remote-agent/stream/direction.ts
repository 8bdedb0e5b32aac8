import { type DataEvent, eventFlag } from '../capture/events.ts';

/** Why bytes of a stream are not there: the capture limit left them out, or they are lost. */
export type HoleCause = 'limit' | 'lost';

/** Who takes one direction of a byte stream, in order and without overlaps. Times: CLOCK_MONOTONIC ns. */
export interface StreamConsumer {
  /** `bytes[start, end)` is at `position` of the stream; all of them came with one event. */
  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void;
  /** `noticedNs`: when the bytes were known to have moved; `endedNs`: when those before them did. */
  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void;
}

/** Two processors may report events of one direction in the wrong order, but only just. */
const reorderWindowNs = 20e6;
const reorderEvents = 16;

/** Puts the events of one direction of a connection in order and declares what is missing. */
export class StreamDirection {
  #expected: number | null = null;
  #held: DataEvent[] = [];
  /** When bytes of this direction were last seen: the only time that is known of those that are missing. */
  #lastNs = 0;

  constructor(readonly consumer: StreamConsumer) {}

  /** An event came too early, and the ones before it may still come: {@link expire} must be called. */
  get waiting(): boolean {
    return this.#held.length > 0;
  }

  /** Position after the last byte that was delivered or declared missing. */
  get position(): number {
    return this.#expected ?? 0;
  }

  /** What comes before `position` is not missed. */
  startAt(position: number): void {
    this.#expected ??= position;
  }

  push(event: DataEvent): void {
    // A connection that is older than the trace counts from its first event on.
    this.#expected ??= event.flags & eventFlag.FLAG_JOINED ? event.position : 0;
    if (event.position > this.#expected) {
      this.#hold(event);
      return;
    }
    this.#deliver(event);
    if (this.#held.length > 0) this.#deliverHeld();
  }

  /** Gives up waiting for what should have come before `nowNs` less the reorder window. */
  expire(nowNs: number): void {
    const first = this.#held[0];
    if (first && first.timeNs <= nowNs - reorderWindowNs) this.flush();
  }

  /** Delivers everything that is held, with holes where events are missing. */
  flush(): void {
    for (const event of this.#held.splice(0)) {
      this.#skipTo(event);
      this.#deliver(event);
    }
  }

  /** The direction is over, and is known to have had so many bytes. */
  endAt(position: number, timeNs: number): void {
    const at = this.position;
    if (position <= at) return;
    this.#expected = position;
    this.consumer.hole(at, position - at, 'lost', timeNs, this.#lastNs);
  }

  #hold(event: DataEvent): void {
    let index = this.#held.length;
    while (index > 0 && (this.#held[index - 1]?.position ?? 0) > event.position) index--;
    this.#held.splice(index, 0, event);
    const oldest = this.#held.reduce((least, held) => Math.min(least, held.timeNs), event.timeNs);
    if (this.#held.length > reorderEvents || event.timeNs - oldest > reorderWindowNs) this.flush();
  }

  #deliverHeld(): void {
    let first = this.#held[0];
    while (first && first.position <= this.position) {
      this.#held.shift();
      this.#deliver(first);
      first = this.#held[0];
    }
  }

  #skipTo(event: DataEvent): void {
    const missing = event.position - this.position;
    if (missing <= 0) return;
    this.#expected = event.position;
    const at = event.position - missing;
    this.consumer.hole(at, missing, 'lost', event.beganNs, this.#lastNs);
  }

  #deliver(event: DataEvent): void {
    const known = this.position - event.position;
    if (known >= event.moved && event.moved > 0) return;
    const send = (event.flags & eventFlag.FLAG_SEND) !== 0;
    const beganNs = send ? event.beganNs : event.timeNs;
    this.#lastNs = event.timeNs;
    const start = event.start + known;
    if (start < event.end) {
      this.#expected = event.position + (event.end - event.start);
      const at = event.position + known;
      this.consumer.data(event.bytes, start, event.end, at, beganNs, event.timeNs);
    }
    const missing = event.position + event.moved - this.position;
    if (missing <= 0) return;
    const cause = event.flags & eventFlag.FLAG_UNREADABLE ? 'lost' : 'limit';
    const at = this.position;
    this.#expected = event.position + event.moved;
    this.consumer.hole(at, missing, cause, event.timeNs, event.timeNs);
  }
}
