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

/** One direction of a connection: declares what is missing, and passes no byte twice. */
export class StreamDirection {
  #expected: number | null = null;
  /** When bytes of this direction were last seen: the only time that is known of those that are missing. */
  #lastNs = 0;

  constructor(readonly consumer: StreamConsumer) {}

  /** Position after the last byte that was delivered or declared missing. */
  get position(): number {
    return this.#expected ?? 0;
  }

  /** What comes before `position` is not missed. */
  startAt(position: number): void {
    this.#expected ??= position;
  }

  /** Whether bytes before the event have not come yet. */
  isEarly(event: DataEvent): boolean {
    this.#begin(event);
    return event.position > this.position;
  }

  push(event: DataEvent): void {
    this.#begin(event);
    const missing = event.position - this.position;
    if (missing > 0) this.#skip(event.position, event.beganNs);
    this.#deliver(event);
  }

  /** The direction is over, and is known to have had so many bytes. */
  endAt(position: number, timeNs: number): void {
    if (position > this.position) this.#skip(position, timeNs);
  }

  /** A connection that is older than the trace counts from its first event on. */
  #begin(event: DataEvent): void {
    this.#expected ??= event.flags & eventFlag.FLAG_JOINED ? event.position : 0;
  }

  #skip(position: number, noticedNs: number): void {
    const at = this.position;
    this.#expected = position;
    this.consumer.hole(at, position - at, 'lost', noticedNs, this.#lastNs);
  }

  #deliver(event: DataEvent): void {
    const known = this.position - event.position;
    if (known >= event.moved && event.moved > 0) return;
    const send = (event.flags & eventFlag.FLAG_SEND) !== 0;
    const beganNs = send ? event.beganNs : event.timeNs;
    this.#lastNs = event.timeNs;
    const start = event.start + known;
    if (start < event.end) {
      const at = event.position + known;
      this.#expected = event.position + (event.end - event.start);
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
