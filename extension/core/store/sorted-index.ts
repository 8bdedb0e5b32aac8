import { lowerBound } from './lower-bound.ts';
import type { Placement } from './placement.ts';
import type { SequencedItem, Source, ViewIndex } from './view-index.ts';

/** Items that are put in their places together, a few milliseconds of work. */
const fewest = 1000;

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

  get isLaden(): boolean {
    // The more there are, the more the others' moving costs.
    return this.arrived.size >= fewest + (this.sequences.length >> 7);
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

  /** In place, and without asking for each of a hundred thousand what few are asked for. */
  private removeStale(first: number): void {
    const { sequences, keys, changed } = this;
    const some = changed.size > 0;
    let kept = 0;
    for (let at = 0; at < sequences.length; at += 1) {
      const sequence = sequences[at] as number;
      if (sequence < first || (some && changed.has(sequence))) continue;
      if (kept < at) {
        sequences[kept] = sequence;
        keys[kept] = keys[at] as Key;
      }
      kept += 1;
    }
    sequences.length = kept;
    keys.length = kept;
  }

  /** From the end, so that each of the others moves once at most. */
  private insertArrived(): void {
    const { sequences, keys } = this;
    const news = [...this.arrived]
      .flatMap((sequence) => {
        const item = this.source.get(sequence);
        return item === undefined ? [] : [{ sequence, key: this.placement.key(item) }];
      })
      .sort((one, other) => this.compare(one.key, one.sequence, other.key, other.sequence));
    this.arrived.clear();
    let length = sequences.length;
    for (const { sequence, key } of news) {
      sequences.push(sequence);
      keys.push(key);
    }
    for (let left = news.length; left > 0; left -= 1) {
      const { sequence, key } = news[left - 1] as (typeof news)[number];
      const at = this.placeOf(key, sequence, length);
      for (; length > at; length -= 1) {
        sequences[length - 1 + left] = sequences[length - 1] as number;
        keys[length - 1 + left] = keys[length - 1] as Key;
      }
      sequences[at + left - 1] = sequence;
      keys[at + left - 1] = key;
    }
  }

  /** Among the first ones, so many. */
  private placeOf(key: Key, sequence: number, length: number): number {
    const { sequences, keys } = this;
    return lowerBound(
      length,
      0,
      (at) => this.compare(keys[at] as Key, sequences[at] as number, key, sequence) < 0,
    );
  }

  private compare(key: Key, sequence: number, otherKey: Key, otherSequence: number): number {
    return this.placement.compare(key, otherKey) || sequence - otherSequence;
  }
}
