import { lowerBound } from './lower-bound.ts';
import type { Placement } from './placement.ts';
import type { SequencedItem, Source, ViewIndex } from './view-index.ts';

/**
 * Sequence numbers of the items that one filter lets through, by a key, then by age. What is new or replaced is put
 * in its place when the index is settled, all at once.
 */
export class SortedIndex<Item, Key> implements ViewIndex<Item> {
  examined: number;
  readonly start = 0;
  private sequences: number[] = [];
  /** Of each of the sequence numbers. */
  keys: Key[] = [];
  private readonly arrived = new Set<number>();
  private readonly changed = new Set<number>();
  private oldest: number;

  constructor(
    private readonly source: Source<Item>,
    readonly filter: (item: Item) => boolean,
    private readonly placement: Placement<Item, Key>,
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

  /** Looks again at those with such a key. */
  reexamineAll(which: (key: Key) => boolean): void {
    this.sequences.forEach((sequence, at) => {
      if (which(this.keys[at] as Key)) this.changed.add(sequence);
    });
  }

  forget(): void {
    this.examined = Math.max(this.examined, this.source.first);
  }

  /** @returns whether anything is in another place than before */
  settle(): boolean {
    const { first } = this.source;
    const gone = this.changed.size > 0 || first > this.oldest;
    for (const sequence of this.changed) {
      const item = this.source.get(sequence);
      if (item !== undefined && this.filter(item)) this.arrived.add(sequence);
      else this.arrived.delete(sequence);
    }
    if (gone) this.removeStale(first);
    this.changed.clear();
    this.oldest = first;
    const news = this.arrived.size > 0;
    if (news) this.insertArrived();
    return gone || news;
  }

  get count(): number {
    return this.sequences.length;
  }

  *items(): Generator<Item> {
    for (const sequence of this.sequences) {
      const item = this.source.get(sequence);
      if (item !== undefined) yield item;
    }
  }

  slice(from: number, to: number): SequencedItem<Item>[] {
    const items: SequencedItem<Item>[] = [];
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
        return item === undefined ? [] : [{ sequence, key: this.placement.key(item) }];
      })
      .sort((one, other) => this.compare(one.key, one.sequence, other.key, other.sequence));
    this.arrived.clear();
    const mergedSequences: number[] = [];
    const mergedKeys: Key[] = [];
    let copied = 0;
    const copyTo = (end: number) => {
      for (; copied < end; copied += 1) {
        mergedSequences.push(sequences[copied] as number);
        mergedKeys.push(keys[copied] as Key);
      }
    };
    for (const { sequence, key } of news) {
      copyTo(this.placeOf(key, sequence, copied));
      mergedSequences.push(sequence);
      mergedKeys.push(key);
    }
    copyTo(sequences.length);
    this.sequences = mergedSequences;
    this.keys = mergedKeys;
  }

  private placeOf(key: Key, sequence: number, from: number): number {
    const { sequences, keys } = this;
    return lowerBound(
      sequences.length,
      from,
      (at) => this.compare(keys[at] as Key, sequences[at] as number, key, sequence) < 0,
    );
  }

  private compare(key: Key, sequence: number, otherKey: Key, otherSequence: number): number {
    return this.placement.compare(key, otherKey) || sequence - otherSequence;
  }
}
