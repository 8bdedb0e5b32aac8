/** The numbers that were added last, at most `remembered` of them. */
export class RecentKeys {
  readonly #keys: number[] = [];
  #next = 0;
  /** Of all that were ever added. Positions grow, so that most that are asked for lie beyond, and none is looked for. */
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;

  constructor(readonly remembered: number) {}

  add(key: number): void {
    this.#keys[this.#next] = key;
    this.#next = (this.#next + 1) % this.remembered;
    this.#least = Math.min(this.#least, key);
    this.#most = Math.max(this.#most, key);
  }

  has(key: number): boolean {
    return key >= this.#least && key <= this.#most && this.#keys.includes(key);
  }
}
