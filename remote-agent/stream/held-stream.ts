import { type MemoryBudget, pieceOverhead } from './budget.ts';
import type { HoleCause, StreamConsumer } from './direction.ts';

interface Part {
  /** `null` for a hole. */
  readonly bytes: Buffer | null;
  /** Where it begins in `bytes`. */
  readonly start: number;
  readonly position: number;
  readonly length: number;
  readonly cause: HoleCause;
  readonly beganNs: number;
  readonly endedNs: number;
  /** What the budget accounts for. */
  readonly cost: number;
}

/** A piece of a stream that waits until it is known who is to read it. What the budget refuses becomes a hole. */
export class HeldStream implements StreamConsumer {
  /** In order; those before `#first` are handed over, and `null`. */
  #parts: (Part | null)[] = [];
  #first = 0;
  /** The part that is being handed over, and what was given back of it. */
  #passing: Part | null = null;
  #rest: Part | null = null;

  constructor(readonly budget: MemoryBudget) {}

  get parts(): number {
    return this.#parts.length - this.#first;
  }

  /** When the first of it ended; `null` where nothing is held. CLOCK_MONOTONIC ns. */
  get oldestNs(): number | null {
    return this.#parts[this.#first]?.endedNs ?? null;
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
    if (this.#passing) {
      this.#rest = { ...this.#passing, start, position, length };
      return;
    }
    const cost = length + pieceOverhead;
    if (!this.budget.take(cost)) this.hole(position, length, 'lost', beganNs, endedNs);
    else {
      const copy = Buffer.from(bytes.subarray(start, end));
      const cause = 'lost';
      this.#parts.push({ bytes: copy, start: 0, position, length, cause, beganNs, endedNs, cost });
    }
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    if (this.#passing) {
      this.#rest = this.#passing;
      return;
    }
    const last = this.#parts.at(-1);
    const before = last?.bytes === null ? last : null;
    const alike = before?.cause === cause;
    const cost = !alike && this.budget.take(pieceOverhead) ? pieceOverhead : 0;
    if (before && cost === 0) {
      const both = { cause: alike ? cause : 'lost', length: before.length + length } as const;
      this.#parts[this.#parts.length - 1] = { ...before, ...both, endedNs };
      return;
    }
    const about = { position, length, cause, beganNs: noticedNs, endedNs, cost };
    this.#parts.push({ bytes: null, start: 0, ...about });
  }

  /**
   * Hands it over, with the times it had, until `consumer` gives something back: the rest of a part, which is then the
   * first again.
   */
  passTo(consumer: StreamConsumer): void {
    if (this.#passing) return;
    for (let part = this.#shift(); part; part = this.#shift()) {
      const { bytes, start, position, length, cause, beganNs, endedNs, cost } = part;
      this.#passing = part;
      if (bytes === null) consumer.hole(position, length, cause, beganNs, endedNs);
      else consumer.data(bytes, start, start + length, position, beganNs, endedNs);
      this.#passing = null;
      if (this.#rest) {
        this.#parts[--this.#first] = this.#rest;
        this.#rest = null;
        return;
      }
      this.budget.give(cost);
    }
  }

  drop(): void {
    if (this.#passing) return;
    for (let part = this.#shift(); part; part = this.#shift()) this.budget.give(part.cost);
  }

  #shift(): Part | null {
    const part = this.#parts[this.#first] ?? null;
    if (part) this.#parts[this.#first++] = null;
    if (this.#first > mostNull && 2 * this.#first > this.#parts.length) {
      this.#parts = this.#parts.slice(this.#first - 1);
      this.#first = 1;
    } else if (!part) {
      this.#parts = [];
      this.#first = 0;
    }
    return part;
  }
}

/** To take the first out of a long array is to move the others. */
const mostNull = 64;
