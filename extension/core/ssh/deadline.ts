/** A time limit that stands still while the user is asked something. */
export class Deadline {
  readonly #expired: () => void;
  #leftMs: number;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #paused = 0;

  constructor(limitMs: number, expired: () => void) {
    this.#leftMs = limitMs;
    this.#expired = expired;
    this.#run();
  }

  /** Runs `ask` with the clock stopped; may be nested. */
  readonly whileAsking = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (this.#paused++ === 0) this.#stop();
    try {
      return await ask();
    } finally {
      if (--this.#paused === 0) this.#run();
    }
  };

  clear(): void {
    this.#stop();
    this.#leftMs = Number.POSITIVE_INFINITY;
  }

  #run(): void {
    if (this.#leftMs === Number.POSITIVE_INFINITY) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#expired, Math.max(0, this.#leftMs));
  }

  #stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= performance.now() - this.#startedAt;
  }
}
