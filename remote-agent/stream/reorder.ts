import { type DataEvent, eventFlag } from '../capture/events.ts';
import type { StreamDirection } from './direction.ts';

/** Two processors may report events of one direction in the wrong order, but only just. */
const windowNs = 20e6;
const mostEvents = 32;

/**
 * Puts the events of a connection in order. Where one came too early, what comes after it waits as well, in both
 * directions: a response must not overtake the request that it answers.
 */
export class Reorder {
  #held: DataEvent[] = [];

  constructor(
    readonly sent: StreamDirection,
    readonly received: StreamDirection,
  ) {}

  /** An event came too early, and the ones before it may still come: {@link expire} must be called. */
  get waiting(): boolean {
    return this.#held.length > 0;
  }

  push(event: DataEvent): void {
    const direction = this.#directionOf(event);
    if (this.#held.length === 0 && !direction.isEarly(event)) {
      direction.push(event);
      return;
    }
    this.#hold(event);
    while (this.#deliverNext()) if (this.#held.length === 0) return;
    const oldest = this.#held[0]?.timeNs ?? 0;
    if (this.#held.length > mostEvents || event.timeNs - oldest > windowNs) this.flush();
  }

  /** Gives up waiting for what should have come before `nowNs` less the window. */
  expire(nowNs: number): void {
    const oldest = this.#held[0];
    if (oldest && oldest.timeNs <= nowNs - windowNs) this.flush();
  }

  /** Delivers everything that is held, with holes where events are missing. */
  flush(): void {
    const held = this.#held;
    this.#held = [];
    // In the order of time, and within a direction in that of positions.
    const byPosition = (sends: boolean) =>
      held.filter((event) => isSend(event) === sends).sort((a, b) => a.position - b.position);
    const queues = { sent: byPosition(true), received: byPosition(false) };
    for (const { flags } of held) {
      const sends = (flags & eventFlag.FLAG_SEND) !== 0;
      const next = (sends ? queues.sent : queues.received).shift();
      if (next) this.#directionOf(next).push(next);
    }
  }

  /** By time; those that are equally old in the order in which they came. */
  #hold(event: DataEvent): void {
    let index = this.#held.length;
    while (index > 0 && (this.#held[index - 1]?.timeNs ?? 0) > event.timeNs) index--;
    this.#held.splice(index, 0, event);
  }

  /** Delivers the oldest event, or the one that it has waited for. */
  #deliverNext(): boolean {
    const [oldest] = this.#held;
    if (!oldest) return false;
    const sends = isSend(oldest);
    const index = this.#held.findIndex(
      (event) => isSend(event) === sends && !this.#directionOf(event).isEarly(event),
    );
    const [next] = index < 0 ? [] : this.#held.splice(index, 1);
    if (next) this.#directionOf(next).push(next);
    return next !== undefined;
  }

  #directionOf(event: DataEvent): StreamDirection {
    return isSend(event) ? this.sent : this.received;
  }
}

function isSend(event: DataEvent): boolean {
  return (event.flags & eventFlag.FLAG_SEND) !== 0;
}
