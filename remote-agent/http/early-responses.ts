import type { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import { HeldStream } from '../stream/held-stream.ts';

const waitNs = 20e6;
const mostParts = 16;

/**
 * With several threads a client may read the response before the kernel has reported the end of the send that
 * asked for it. So a response that nobody asked for waits a moment for its request.
 */
export class EarlyResponses implements StreamConsumer {
  readonly #held: HeldStream;

  constructor(
    readonly responses: StreamConsumer,
    readonly unasked: () => boolean,
    budget: MemoryBudget,
  ) {
    this.#held = new HeldStream(budget);
  }

  get waiting(): boolean {
    return this.#held.parts > 0;
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    const passes = !this.waiting && !this.unasked();
    const consumer = passes ? this.responses : this.#held;
    consumer.data(bytes, start, end, position, beganNs, endedNs);
    if (this.#held.parts > mostParts) this.flush();
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    const consumer = this.waiting ? this.#held : this.responses;
    consumer.hole(position, length, cause, noticedNs, endedNs);
    if (this.#held.parts > mostParts) this.flush();
  }

  /** A request was seen. */
  release(): void {
    if (this.waiting && !this.unasked()) this.flush();
  }

  expire(nowNs: number): void {
    const { oldestNs } = this.#held;
    if (oldestNs !== null && nowNs - oldestNs > waitNs) this.flush();
  }

  flush(): void {
    this.#held.passTo(this.responses);
  }
}
