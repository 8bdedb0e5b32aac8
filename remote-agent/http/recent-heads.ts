/** Who keeps the head that it read last, and what was made of it. */
export interface HeadKeeper {
  forgetHead(): void;
}

/**
 * Bounds how many keep a head, over all connections: it takes 5 to 25 KB, and what it saves matters only where a
 * connection is busy. Where there are too many, the one that began to keep one first forgets it.
 */
export class RecentHeads {
  readonly #keepers: HeadKeeper[] = [];
  #next = 0;

  constructor(readonly most: number) {}

  /** `keeper` kept none, and keeps one now. */
  keep(keeper: HeadKeeper): void {
    this.#keepers[this.#next]?.forgetHead();
    this.#keepers[this.#next] = keeper;
    this.#next = (this.#next + 1) % this.most;
  }
}

/** Of a thousand busy connections. */
export const recentHeads = new RecentHeads(2048);
