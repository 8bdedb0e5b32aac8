import type { Source } from './view-index.ts';

/** Items by a name. Each has a sequence number that it keeps; unlike in a queue, any of them may go. */
export class SequencedMap<Item> implements Source<Item> {
  private readonly sequences = new Map<string, number>();
  private readonly items = new Map<number, Item>();
  private readonly listeners = new Set<(sequence: number) => void>();
  private next = 0;

  /** Sequence number of the oldest item; equals `end` when empty. */
  get first(): number {
    return this.items.keys().next().value ?? this.next;
  }

  /** Sequence number that the next item will get. */
  get end(): number {
    return this.next;
  }

  get size(): number {
    return this.items.size;
  }

  get(sequence: number): Item | undefined {
    return this.items.get(sequence);
  }

  named(name: string): Item | undefined {
    const sequence = this.sequences.get(name);
    return sequence === undefined ? undefined : this.items.get(sequence);
  }

  /** The oldest one first. */
  values(): IterableIterator<Item> {
    return this.items.values();
  }

  /** Adds an item, or puts it in the place of the one that has its name. */
  set(name: string, item: Item): void {
    const known = this.sequences.get(name);
    const sequence = known ?? this.next++;
    this.items.set(sequence, item);
    if (known === undefined) this.sequences.set(name, sequence);
    else this.tell(sequence);
  }

  delete(name: string): void {
    const sequence = this.sequences.get(name);
    if (sequence === undefined) return;
    this.sequences.delete(name);
    this.items.delete(sequence);
    this.tell(sequence);
  }

  /** Empties it; sequence numbers go on. */
  clear(): void {
    this.sequences.clear();
    this.items.clear();
  }

  /**
   * @param changed is told at once where an item is another one now, or gone
   * @returns what ends the listening
   */
  listen(changed: (sequence: number) => void): { dispose(): void } {
    this.listeners.add(changed);
    return { dispose: () => this.listeners.delete(changed) };
  }

  private tell(sequence: number): void {
    for (const listener of this.listeners) listener(sequence);
  }
}
