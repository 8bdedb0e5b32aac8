import { FilterIndex } from './filter-index.ts';
import { Folding } from './folding.ts';
import { GroupedIndex, type Grouping } from './grouped-index.ts';
import { type Order, placementOf } from './placement.ts';
import { SortedIndex } from './sorted-index.ts';
import type { Entry, Source, ViewIndex } from './view-index.ts';

export interface ViewWindow<Item> {
  readonly first: number;
  readonly entries: readonly Entry<Item>[];
  /** Position of the heading that the first entry belongs to; `null` without groups. */
  readonly heading: number | null;
}

/** Items looked at between two looks at the clock. */
const block = 32;

/**
 * The items of a source that a filter lets through, as an index that grows with the source: new items are looked
 * at once. Another filter is applied in slices; until it is through, the view shows what the former one showed.
 *
 * Positions count from the first item of this generation of the view and stay while older items are dropped.
 */
export class ListView<Item> {
  private index: ViewIndex<Item>;
  private next: ViewIndex<Item> | undefined;
  private order: Order<Item> | undefined;
  private grouping: Grouping<Item> | undefined;
  private folding = new Folding();
  private frozenAt: number | undefined;
  private generations = 0;

  /** @param natural the order that holds unless another one is asked for; else that of time */
  constructor(
    private readonly source: Source<Item>,
    filter: (item: Item) => boolean = () => true,
    private readonly natural?: Order<Item>,
  ) {
    this.index = this.indexOf(filter);
  }

  /** Grows whenever positions of before lose their meaning. */
  get generation(): number {
    return this.generations;
  }

  get start(): number {
    return this.index.start;
  }

  get end(): number {
    return this.index.end;
  }

  /** Items that the filter lets through. */
  get count(): number {
    return this.index.count;
  }

  /** Items that came since the view was frozen, whether the filter lets them through or not. */
  get waiting(): number {
    return this.frozenAt === undefined ? 0 : this.source.end - this.frozenAt;
  }

  /** Another filter; it holds once {@link advance} has returned `true`. */
  setFilter(filter: (item: Item) => boolean): void {
    this.next = this.indexOf(filter);
  }

  /** Another order, or the natural one; holds as a filter does. */
  setOrder(order: Order<Item> | undefined): void {
    this.order = order;
    this.again();
  }

  /** Groups of items below headings, or none; holds as a filter does. All of them are closed at first. */
  setGrouping(grouping: Grouping<Item> | undefined): void {
    this.grouping = grouping;
    this.folding = new Folding();
    this.again();
  }

  /** Looks at everything again, because filter, order or groups say something else of it now; holds as a filter does. */
  again(): void {
    this.next = this.indexOf((this.next ?? this.index).filter);
  }

  /** Opens or closes a group; `null`: all of them. */
  fold(key: string | null, open: boolean): void {
    if (key === null) this.folding.setAll(open);
    else this.folding.set(key, open);
    for (const index of [this.index, this.next]) if (index instanceof GroupedIndex) index.folded();
  }

  /** Opens the group that hides an item, if any. */
  reveal(item: Item): void {
    if (this.grouping) this.fold(this.grouping.of(item).key, true);
  }

  /** All items that the filter lets through, whatever group is closed. */
  items(): Iterable<Item> {
    return this.index.items();
  }

  /** How much of another filter or order is through, 0 to 1; `null` where none is under way. */
  get progress(): number | null {
    if (!this.next) return null;
    const { first, end } = this.source;
    return end === first ? 1 : (this.next.examined - first) / (end - first);
  }

  /** Begins anew after the source was emptied. */
  reset(): void {
    this.index = this.indexOf((this.next ?? this.index).filter);
    this.next = undefined;
    this.generations += 1;
    if (this.frozenAt !== undefined) this.frozenAt = this.source.end;
  }

  freeze(frozen: boolean): void {
    this.frozenAt = frozen ? (this.frozenAt ?? this.source.end) : undefined;
  }

  /** Looks at what is new, for `budgetMs` at most. @returns whether it came to the end */
  advance(budgetMs: number, now: () => number = () => performance.now()): boolean {
    const deadline = now() + budgetMs;
    const target = this.next ?? this.index;
    const end = this.frozenAt ?? this.source.end;
    target.forget();
    while (target.examined < end) {
      target.examine(Math.min(end, target.examined + block));
      if (target.isLaden) target.settle();
      if (target.examined < end && now() >= deadline) return false;
    }
    target.settle();
    if (this.next) {
      this.index = this.next;
      this.next = undefined;
      this.generations += 1;
    }
    return true;
  }

  /** Looks again at an item that was replaced. */
  replaced(sequence: number): void {
    this.index.reexamine(sequence);
    this.next?.reexamine(sequence);
  }

  /** What stands from a position on, or at the end. */
  window(first: number | null, count: number): ViewWindow<Item> {
    this.index.forget();
    this.index.settle();
    const { start, end } = this.index;
    const from = Math.min(Math.max(first ?? end - count, start), end);
    return {
      first: from,
      entries: this.index.slice(from, Math.min(end, from + count)),
      heading: this.index instanceof GroupedIndex ? this.index.headingOf(from) : null,
    };
  }

  positionOf(sequence: number): number | null {
    return this.index.positionOf(sequence);
  }

  private indexOf(filter: (item: Item) => boolean): ViewIndex<Item> {
    const { source, grouping, folding, order = this.natural } = this;
    if (grouping) return new GroupedIndex(source, filter, grouping, folding, order);
    return order
      ? new SortedIndex(source, filter, placementOf(order))
      : new FilterIndex(source, filter);
  }
}
