import type { MemoryBudget } from '../stream/budget.ts';

/** Who reads a content while it comes. */
export interface ContentWatcher {
  content(bytes: Buffer, start: number, end: number): void;
  /** Bytes are missing here. */
  missing(): void;
  /** Gives back the memory that it was accounted for. */
  release?(): void;
}
/** What a part of a text takes beside its characters: V8 does not copy it to what is there, but points at both. */
const partOverhead = 56;

/** The first bytes of a message's content: up to the limit, and never beyond a hole. */
export class BodyPrefix {
  length = 0;
  watcher: ContentWatcher | null = null;
  /** One character a byte: cheaper than a Buffer for the small bodies that most are. */
  #text = '';
  #held = 0;
  #open = true;

  constructor(
    readonly limit: number,
    readonly budget: MemoryBudget,
  ) {}

  append(bytes: Buffer, start: number, end: number): void {
    this.watcher?.content(bytes, start, end);
    if (!this.#open) return;
    const kept = Math.min(end - start, this.limit - this.length);
    if (kept < end - start) this.#open = false;
    if (kept <= 0) return;
    const cost = this.length === 0 ? kept : kept + partOverhead;
    if (!this.budget.take(cost)) {
      this.#open = false;
      return;
    }
    this.#held += cost;
    this.#text += bytes.toString('latin1', start, start + kept);
    this.length += kept;
  }

  /** Bytes are missing here: what follows does not belong to the prefix. */
  close(): void {
    this.watcher?.missing();
    this.#open = false;
  }

  /** What is kept, one character a byte. */
  get text(): string {
    return this.#text;
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#text, 'latin1');
  }

  release(): void {
    this.watcher?.release?.();
    this.watcher = null;
    this.budget.give(this.#held);
    this.#held = 0;
    this.length = 0;
    this.#text = '';
    this.#open = false;
  }
}
