import { lowerBound } from './lower-bound.ts';
import type { SequencedItem, Source, ViewIndex } from './view-index.ts';

/**
 * Sequence numbers of the items that one filter lets through, oldest first. Positions count from the first one ever
 * and stay while older items are dropped.
 */
export class FilterIndex<Item> implements ViewIndex<Item> {
  examined: number;
  private sequences: number[] = [];
  private head = 0;
  private forgotten = 0;

  constructor(
    private readonly source: Source<Item>,
    readonly filter: (item: Item) => boolean,
  ) {
    this.examined = source.first;
  }

  get start(): number {
    return this.forgotten;
  }

  get end(): number {
    return this.forgotten + this.sequences.length - this.head;
  }

  examine(end: number): void {
    for (; this.examined < end; this.examined += 1) {
      const item = this.source.get(this.examined);
      if (item !== undefined && this.filter(item)) this.sequences.push(this.examined);
    }
  }

  reexamine(sequence: number): void {
    if (sequence >= this.examined || sequence < this.source.first) return;
    const item = this.source.get(sequence);
    const at = this.placeOf(sequence);
    const was = this.sequences[at] === sequence;
    const is = item !== undefined && this.filter(item);
    if (was && !is) this.sequences.splice(at, 1);
    else if (is && !was) this.sequences.splice(at, 0, sequence);
  }

  readonly isLaden = false;

  /** They are in their places already. */
  settle(): void {}

  forget(): void {
    const { first } = this.source;
    this.examined = Math.max(this.examined, first);
    while (this.head < this.sequences.length && (this.sequences[this.head] ?? 0) < first) {
      this.head += 1;
      this.forgotten += 1;
    }
    if (this.head > 1024 && this.head * 2 > this.sequences.length) {
      this.sequences = this.sequences.slice(this.head);
      this.head = 0;
    }
  }

  get count(): number {
    return this.sequences.length - this.head;
  }

  *items(): Generator<Item> {
    for (let at = this.head; at < this.sequences.length; at += 1) {
      const item = this.source.get(this.sequences[at] ?? -1);
      if (item !== undefined) yield item;
    }
  }

  slice(from: number, to: number): SequencedItem<Item>[] {
    const items: SequencedItem<Item>[] = [];
    for (let position = from; position < to; position += 1) {
      const sequence = this.sequences[position - this.forgotten + this.head];
      const item = sequence === undefined ? undefined : this.source.get(sequence);
      if (sequence !== undefined && item !== undefined) items.push({ sequence, item });
    }
    return items;
  }

  positionOf(sequence: number): number | null {
    const at = this.placeOf(sequence);
    return this.sequences[at] === sequence ? at - this.head + this.forgotten : null;
  }

  private placeOf(sequence: number): number {
    const { sequences } = this;
    return lowerBound(sequences.length, this.head, (at) => (sequences[at] ?? 0) < sequence);
  }
}
