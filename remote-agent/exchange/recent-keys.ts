const remembered = 256;

/** A set of numbers that forgets the oldest ones. */
export class RecentKeys {
  readonly #keys = new Set<number>();

  add(key: number): void {
    this.#keys.add(key);
    if (this.#keys.size <= remembered) return;
    const [oldest] = this.#keys;
    if (oldest !== undefined) this.#keys.delete(oldest);
  }

  has(key: number): boolean {
    return this.#keys.has(key);
  }
}
