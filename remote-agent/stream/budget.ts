/** About what a piece takes that is held by itself, beside its bytes: the objects that keep it. */
export const pieceOverhead = 200;

/**
 * How many bytes of unfinished and untold messages the agent may hold, over all connections. What does not
 * fit is counted and told as a loss.
 */
export class MemoryBudget {
  #used = 0;
  #refusedEvents = 0;
  #refusedBytes = 0;

  constructor(readonly limit: number) {}

  /** Whether `bytes` may be held; {@link give} returns them. */
  take(bytes: number): boolean {
    if (this.takeIfFree(bytes)) return true;
    this.#refusedEvents++;
    this.#refusedBytes += bytes;
    return false;
  }

  /** {@link take} for what need not be held: a refusal is no loss. */
  takeIfFree(bytes: number): boolean {
    const fits = this.#used + bytes <= this.limit;
    if (fits) this.#used += bytes;
    return fits;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }

  get used(): number {
    return this.#used;
  }

  /** What was refused since the last call. */
  takeRefusals(): { readonly events: number; readonly bytes: number } {
    const refusals = { events: this.#refusedEvents, bytes: this.#refusedBytes };
    this.#refusedEvents = 0;
    this.#refusedBytes = 0;
    return refusals;
  }
}
