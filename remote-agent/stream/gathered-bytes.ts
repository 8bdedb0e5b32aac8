import type { MemoryBudget } from './budget.ts';

const empty = Buffer.alloc(0);

/**
 * Bytes that come in pieces and are needed as one. They are held in one buffer, for all of which the budget accounts:
 * pieces of one byte that were kept by themselves would take a hundred times their length.
 */
export class GatheredBytes {
  #buffer: Buffer = empty;
  #length = 0;

  constructor(
    readonly budget: MemoryBudget,
    readonly limit: number,
  ) {}

  get length(): number {
    return this.#length;
  }

  /** What was added so far; valid until the next piece is. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Adds `bytes[start, end)`. `false`: there is no room for all of it, and none of it was taken. */
  add(bytes: Buffer, start: number, end: number): boolean {
    const length = this.#length + end - start;
    if (length > this.limit || !this.#reserve(length)) return false;
    bytes.copy(this.#buffer, this.#length, start, end);
    this.#length = length;
    return true;
  }

  /** What was added, which is forgotten here. */
  take(): Buffer {
    const { bytes } = this;
    this.drop();
    return bytes;
  }

  drop(): void {
    this.budget.give(this.#buffer.length);
    this.#buffer = empty;
    this.#length = 0;
  }

  #reserve(length: number): boolean {
    const before = this.#buffer.length;
    if (length <= before) return true;
    const size = Math.max(length, Math.min(2 * before, this.limit));
    if (!this.budget.take(size - before)) return false;
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(buffer, 0, 0, this.#length);
    this.#buffer = buffer;
    return true;
  }
}
