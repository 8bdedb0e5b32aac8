import { lowerBound } from './lower-bound.ts';
import type { Source, ViewIndex } from './view-index.ts';

/** What items are ordered by; `null` (not known) comes last in either direction. */
export type SortKey<Item> = (item: Item) => string | number | null;

export interface Order<Item> {
  readonly key: SortKey<Item>;
  readonly descending: boolean;
}

/**
 * Sequence numbers of the items that one filter lets through, by a key, then by age. What is new or replaced is put
 * in its place when the index is settled, all at once.
 */
export class SortedIndex<Item> implements ViewIndex<Item> {
  examined: number;
  readonly start = 0;
  private sequences: number[] = [];
  private keys: (string | number | null)[] = [];
  private readonly arrived = new Set<number>();
  private readonly changed = new Set<number>();
  private oldest: number;

  constructor(
    private readonly source: Source<Item>,
    readonly filter: (item: Item) => boolean,
    private readonly order: Order<Item>,
  ) {
    this.examined = source.first;
    this.oldest = source.first;
  }

  get end(): number {
    return this.sequences.length;
  }

  examine(end: number): void {
    for (; this.examined < end; this.examined += 1) {
      const item = this.source.get(this.examined);
      if (item !== undefined && this.filter(item)) this.arrived.add(this.examined);
    }
  }

  reexamine(sequence: number): void {
    if (sequence >= this.examined || sequence < this.source.first) return;
    this.changed.add(sequence);
  }

  forget(): void {
    this.examined = Math.max(this.examined, this.source.first);
  }

  settle(): void {
    const { first } = this.source;
    for (const sequence of this.changed) {
      const item = this.source.get(sequence);
      if (item !== undefined && this.filter(item)) this.arrived.add(sequence);
      else this.arrived.delete(sequence);
    }
    if (this.changed.size > 0 || first > this.oldest) this.removeStale(first);
    this.changed.clear();
    this.oldest = first;
    if (this.arrived.size > 0) this.insertArrived();
  }

  slice(from: number, to: number): { sequence: number; item: Item }[] {
    const items: { sequence: number; item: Item }[] = [];
    for (const sequence of this.sequences.slice(from, to)) {
      const item = this.source.get(sequence);
      if (item !== undefined) items.push({ sequence, item });
    }
    return items;
  }

  positionOf(sequence: number): number | null {
    const at = this.sequences.indexOf(sequence);
    return at < 0 ? null : at;
  }

  private removeStale(first: number): void {
    const kept = (sequence: number) => sequence >= first && !this.changed.has(sequence);
    this.keys = this.keys.filter((_, index) => kept(this.sequences[index] ?? -1));
    this.sequences = this.sequences.filter(kept);
  }

  private insertArrived(): void {
    const { sequences, keys } = this;
    const news = [...this.arrived]
      .flatMap((sequence) => {
        const item = this.source.get(sequence);
        return item === undefined ? [] : [{ sequence, key: this.order.key(item) }];
      })
      .sort((one, other) => this.compare(one.key, one.sequence, other.key, other.sequence));
    this.arrived.clear();
    const mergedSequences: number[] = [];
    const mergedKeys: (string | number | null)[] = [];
    let copied = 0;
    for (const { sequence, key } of news) {
      const at = this.placeOf(key, sequence, copied);
      for (; copied < at; copied += 1) {
        mergedSequences.push(sequences[copied] ?? -1);
        mergedKeys.push(keys[copied] ?? null);
      }
      mergedSequences.push(sequence);
      mergedKeys.push(key);
    }
    for (; copied < sequences.length; copied += 1) {
      mergedSequences.push(sequences[copied] ?? -1);
      mergedKeys.push(keys[copied] ?? null);
    }
    this.sequences = mergedSequences;
    this.keys = mergedKeys;
  }

  private placeOf(key: string | number | null, sequence: number, from: number): number {
    return lowerBound(
      this.sequences.length,
      from,
      (at) => this.compare(this.keys[at] ?? null, this.sequences[at] ?? -1, key, sequence) < 0,
    );
  }

  private compare(
    key: string | number | null,
    sequence: number,
    otherKey: string | number | null,
    otherSequence: number,
  ): number {
    if (key === otherKey) return sequence - otherSequence;
    if (key === null) return 1;
    if (otherKey === null) return -1;
    const sign = key < otherKey ? -1 : 1;
    return this.order.descending ? -sign : sign;
  }
}
