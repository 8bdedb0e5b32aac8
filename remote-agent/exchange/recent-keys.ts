/** The numbers that were added last, at most `remembered` of them. */
export class RecentKeys {
  readonly #keys: number[] = [];
  #next = 0;

  constructor(readonly remembered: number) {}

  add(key: number): void {
    this.#keys[this.#next] = key;
    this.#next = (this.#next + 1) % this.remembered;
  }

  has(key: number): boolean {
    return this.#keys.includes(key);
  }
}
