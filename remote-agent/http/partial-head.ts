import type { MemoryBudget } from '../stream/budget.ts';
import { GatheredBytes } from '../stream/gathered-bytes.ts';
import { findHeadEnd, headLimit } from './head.ts';
import type { Message } from './message.ts';

/** A head that comes in several pieces. Each byte is looked at once, however small the pieces are. */
export class PartialHead {
  /** What {@link add} answers where the head has not ended, and where it is too long to be held. */
  static readonly unfinished = -1;
  static readonly full = -2;

  readonly #held: GatheredBytes;
  #tail = '';
  #firstLine: 'unfinished' | 'ended' | 'taken' = 'unfinished';

  constructor(
    readonly message: Message,
    budget: MemoryBudget,
  ) {
    this.#held = new GatheredBytes(budget, headLimit);
  }

  /** Adds `bytes[at, end)`. Returns the index after the head's end, or one of the constants. */
  add(bytes: Buffer, at: number, end: number): number {
    const text = bytes.toString('latin1', at, Math.min(end, at + headLimit - this.#held.length));
    const before = this.#tail.length;
    const found = findHeadEnd(this.#tail + text);
    const piece = found < 0 ? text : text.slice(0, found - before);
    if (!this.#held.add(bytes, at, at + piece.length)) return PartialHead.full;
    if (this.#firstLine === 'unfinished' && piece.includes('\n')) this.#firstLine = 'ended';
    if (found >= 0) return at + piece.length;
    this.#tail = (this.#tail + text).slice(-2);
    return this.#held.length >= headLimit ? PartialHead.full : PartialHead.unfinished;
  }

  /** The first line, once: when it has become complete. */
  takeFirstLine(): string | null {
    if (this.#firstLine !== 'ended') return null;
    this.#firstLine = 'taken';
    const { text } = this;
    return text.slice(0, text.indexOf('\n'));
  }

  get text(): string {
    return this.#held.bytes.toString('latin1');
  }

  release(): void {
    this.#held.drop();
  }
}
