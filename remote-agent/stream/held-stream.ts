import type { MemoryBudget } from './budget.ts';
import type { HoleCause, StreamConsumer } from './direction.ts';

interface Part {
  /** `null` for a hole. */
  readonly bytes: Buffer | null;
  readonly position: number;
  readonly length: number;
  readonly cause: HoleCause;
  readonly beganNs: number;
  readonly endedNs: number;
}

/** A piece of a stream that waits until it is known who is to read it. What the budget refuses becomes a hole. */
export class HeldStream implements StreamConsumer {
  #parts: Part[] = [];

  constructor(readonly budget: MemoryBudget) {}

  get parts(): number {
    return this.#parts.length;
  }

  /** When the first of it ended; `null` where nothing is held. CLOCK_MONOTONIC ns. */
  get oldestNs(): number | null {
    return this.#parts[0]?.endedNs ?? null;
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    const length = end - start;
    if (!this.budget.take(length)) this.hole(position, length, 'lost', beganNs, endedNs);
    else {
      const copy = Buffer.from(bytes.subarray(start, end));
      this.#parts.push({ bytes: copy, position, length, cause: 'lost', beganNs, endedNs });
    }
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    this.#parts.push({ bytes: null, position, length, cause, beganNs: noticedNs, endedNs });
  }

  /** Hands all of it over, with the times it had. */
  passTo(consumer: StreamConsumer): void {
    const parts = this.#parts;
    this.#parts = [];
    for (const { bytes, position, length, cause, beganNs, endedNs } of parts) {
      if (bytes === null) consumer.hole(position, length, cause, beganNs, endedNs);
      else {
        this.budget.give(length);
        consumer.data(bytes, 0, length, position, beganNs, endedNs);
      }
    }
  }

  drop(): void {
    for (const { bytes, length } of this.#parts) if (bytes) this.budget.give(length);
    this.#parts = [];
  }
}
