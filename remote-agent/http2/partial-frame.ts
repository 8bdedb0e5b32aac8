import type { MemoryBudget } from '../stream/budget.ts';
import { type FrameHeader, frameType } from './frame.ts';

/** Of a longer payload only the beginning is kept. */
const payloadLimit = 64 * 1024;
/** Of frames that hold no fields, only the beginning matters. */
const shortLimit = 1024;
const empty = Buffer.alloc(0);

/** The payload of a frame that comes in several pieces. */
export class PartialFrame {
  #bytes = empty;
  #length = 0;
  /** Nothing was left out so far. */
  whole = true;

  constructor(readonly budget: MemoryBudget) {}

  /** `false`: there is no room for it. */
  begin({ type, length }: FrameHeader): boolean {
    const limit = Math.min(length, holdsFields(type) ? payloadLimit : shortLimit);
    if (!this.budget.take(limit)) return false;
    this.whole = true;
    this.#bytes = Buffer.allocUnsafeSlow(limit);
    return true;
  }

  add(bytes: Buffer, start: number, end: number): void {
    const kept = bytes.copy(this.#bytes, this.#length, start, end);
    if (kept < end - start) this.whole = false;
    this.#length += kept;
  }

  /** What was held, which is forgotten here. */
  take(): Buffer {
    const payload = this.#bytes.subarray(0, this.#length);
    this.drop();
    return payload;
  }

  drop(): void {
    this.budget.give(this.#bytes.length);
    this.#bytes = empty;
    this.#length = 0;
  }
}

function holdsFields(type: number): boolean {
  return (
    type === frameType.headers || type === frameType.pushPromise || type === frameType.continuation
  );
}
