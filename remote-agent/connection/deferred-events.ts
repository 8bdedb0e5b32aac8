import { type DataEvent, eventFlag } from '../capture/events.ts';
import { type MemoryBudget, pieceOverhead } from '../stream/budget.ts';

const mostEvents = 64;

/**
 * What the client's end of a connection inside the host reported. As long as the server's end sees everything, it
 * is forgotten unread: it says the same once more.
 */
export class DeferredEvents {
  /** Positions up to which both directions are told. */
  sent = 0;
  received = 0;
  #events: DataEvent[] = [];
  #ahead: DataEvent | null = null;

  constructor(readonly budget: MemoryBudget) {}

  /** The oldest event of bytes that the other end has not been seen to send. */
  get ahead(): DataEvent | null {
    return this.#ahead;
  }

  /** The other end was seen to send up to there. */
  othersSent(position: number): void {
    if (this.#ahead && endOf(this.#ahead) <= position) this.#ahead = null;
  }

  /** `false`: there is no room for it. */
  add(event: DataEvent, othersSent: number): boolean {
    if (this.#isTold(event)) return true;
    if (!(event.flags & eventFlag.FLAG_SEND) && endOf(event) > othersSent) this.#ahead ??= event;
    if (this.#events.length >= mostEvents || !this.budget.takeIfFree(costOf(event))) return false;
    this.#events.push(event);
    return true;
  }

  /** The server's end told everything up to these positions. */
  told(sent: number, received: number): void {
    this.sent = Math.max(this.sent, sent);
    this.received = Math.max(this.received, received);
    if (this.#events.length === 0) return;
    this.#events = this.#events.filter((event) => {
      if (!this.#isTold(event)) return true;
      this.budget.give(costOf(event));
      return false;
    });
  }

  /** What was not told, in the order in which it came. */
  take(): readonly DataEvent[] {
    const events = this.#events;
    this.#events = [];
    for (const event of events) this.budget.give(costOf(event));
    return events;
  }

  /** What has waited for long is no more to keep the memory of all that came together with it. */
  detach(): void {
    this.#events = this.#events.map(detached);
  }

  #isTold(event: DataEvent): boolean {
    return endOf(event) <= (event.flags & eventFlag.FLAG_SEND ? this.sent : this.received);
  }
}

function endOf({ position, moved }: DataEvent): number {
  return position + moved;
}

function costOf({ start, end }: DataEvent): number {
  return end - start + pieceOverhead;
}

function detached(event: DataEvent): DataEvent {
  const { connection, flags, timeNs, beganNs, position, moved, pid, tid, comm, start, end } = event;
  if (event.bytes.length === end - start) return event;
  const bytes = Buffer.from(event.bytes.subarray(start, end));
  const same = { connection, flags, timeNs, beganNs, position, moved, pid, tid, comm };
  return { ...same, bytes, start: 0, end: bytes.length };
}
