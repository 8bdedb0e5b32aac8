import type { MemoryBudget } from '../stream/budget.ts';
import { findHeadEnd, headLimit } from './head.ts';
import type { Message } from './message.ts';

/** A head that comes in several pieces. Each byte is looked at once, however small the pieces are. */
export class PartialHead {
  /** What {@link add} answers where the head has not ended, and where it is too long to be held. */
  static readonly unfinished = -1;
  static readonly full = -2;

  #pieces: string[] = [];
  #tail = '';
  #length = 0;
  #lineTaken = false;

  constructor(
    readonly message: Message,
    readonly budget: MemoryBudget,
  ) {}

  /** Adds `bytes[at, end)`. Returns the index after the head's end, or one of the constants. */
  add(bytes: Buffer, at: number, end: number): number {
    const text = bytes.toString('latin1', at, Math.min(end, at + headLimit - this.#length));
    const before = this.#tail.length;
    const found = findHeadEnd(this.#tail + text);
    const piece = found < 0 ? text : text.slice(0, found - before);
    if (!this.budget.take(piece.length)) return PartialHead.full;
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (found >= 0) return at + piece.length;
    this.#tail = (this.#tail + text).slice(-2);
    return this.#length >= headLimit ? PartialHead.full : PartialHead.unfinished;
  }

  /** The first line, once: when it has become complete. */
  takeFirstLine(): string | null {
    if (this.#lineTaken || !this.#pieces.at(-1)?.includes('\n')) return null;
    this.#lineTaken = true;
    const { text } = this;
    return text.slice(0, text.indexOf('\n'));
  }

  get text(): string {
    return this.#pieces.join('');
  }

  release(): void {
    this.budget.give(this.#length);
    this.#pieces = [];
    this.#length = 0;
  }
}
