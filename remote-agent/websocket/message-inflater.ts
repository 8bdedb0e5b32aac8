import { constants, inflateRawSync } from 'node:zlib';
import type { MemoryBudget } from '../stream/budget.ts';
import { GatheredBytes } from '../stream/gathered-bytes.ts';

/** RFC 1951's largest window; a smaller one that was agreed lies within it. */
const windowSize = 32 * 1024;
/** Longest message, compressed and decompressed, that is decoded. */
const messageLimit = 1024 * 1024;
/** What the sender leaves out at the end of each message (RFC 7692, section 7.2.1). */
const tail = Buffer.from([0, 0, 0xff, 0xff]);
const empty = Buffer.alloc(0);

/** Decompresses the messages of one direction, in their order (RFC 7692). */
export class MessageInflater {
  readonly #compressed: GatheredBytes;
  #window: Buffer = empty;
  /** Why nothing can be decoded any more, or the message under way cannot; `null` where it can. */
  #broken: string | null = null;
  #messageBroken: string | null = null;

  constructor(
    readonly keepsWindow: boolean,
    readonly budget: MemoryBudget,
  ) {
    this.#compressed = new GatheredBytes(budget, messageLimit);
  }

  /** A part of the payload of the message under way. */
  add(bytes: Buffer, start: number, end: number): void {
    if (this.#broken ?? this.#messageBroken) return;
    if (this.#compressed.add(bytes, start, end)) return;
    this.lose('the message is too long to be decoded');
  }

  /** A message, or a part of one, is not there: with the window kept, no later one can be decoded either. */
  lose(reason: string): void {
    this.#messageBroken ??= reason;
    if (this.keepsWindow) this.#broken ??= reason;
    this.#compressed.drop();
  }

  /** The message is over. The answer is its content, or why there is none. */
  finish(): Buffer | string {
    const broken = this.#broken ?? this.#messageBroken;
    this.#messageBroken = null;
    if (broken !== null) return broken;
    const compressed = Buffer.concat([this.#compressed.take(), tail]);
    try {
      const content = inflateRawSync(compressed, {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: messageLimit,
        ...(this.#window.length > 0 && { dictionary: this.#window }),
      });
      if (this.keepsWindow) this.#keepWindow(content);
      return content;
    } catch {
      const reason = 'it is too long when decompressed, or was not compressed as agreed';
      if (this.keepsWindow) this.#broken = reason;
      return reason;
    }
  }

  release(): void {
    this.#compressed.drop();
    this.budget.give(this.#window.length);
    this.#window = empty;
    this.#broken ??= 'the connection is over';
  }

  #keepWindow(content: Buffer): void {
    const window = Buffer.concat([this.#window, content]).subarray(-windowSize);
    if (!this.budget.take(window.length)) {
      this.#broken = 'too much else is held in memory';
      return;
    }
    this.budget.give(this.#window.length);
    this.#window = Buffer.from(window);
  }
}
