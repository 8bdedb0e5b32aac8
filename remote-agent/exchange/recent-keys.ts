const remembered = 256;

/** The numbers that were added last. */
export class RecentKeys {
  readonly #keys: number[] = [];
  #next = 0;

  add(key: number): void {
    this.#keys[this.#next] = key;
    this.#next = (this.#next + 1) % remembered;
  }

  has(key: number): boolean {
    return this.#keys.includes(key);
  }
}
