import type { MemoryBudget } from '../stream/budget.ts';

/** The first bytes of a message's content: up to the limit, and never beyond a hole. */
export class BodyPrefix {
  length = 0;
  #pieces: Buffer[] = [];
  #open = true;

  constructor(
    readonly limit: number,
    readonly budget: MemoryBudget,
  ) {}

  append(bytes: Buffer, start: number, end: number): void {
    if (!this.#open) return;
    const kept = Math.min(end - start, this.limit - this.length);
    if (kept < end - start) this.#open = false;
    if (kept <= 0) return;
    if (!this.budget.take(kept)) {
      this.#open = false;
      return;
    }
    // A copy, because a few bytes would keep a whole chunk of the record stream alive.
    this.#pieces.push(Buffer.from(bytes.subarray(start, start + kept)));
    this.length += kept;
  }

  /** Bytes are missing here: what follows does not belong to the prefix. */
  close(): void {
    this.#open = false;
  }

  bytes(): Buffer {
    const [first] = this.#pieces;
    return first && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
  }

  release(): void {
    this.budget.give(this.length);
    this.length = 0;
    this.#pieces = [];
    this.#open = false;
  }
}
