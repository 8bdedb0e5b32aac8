import type { Folding } from './folding.ts';
import { lowerBound } from './lower-bound.ts';
import { compareValues, type Order, type SortValue } from './placement.ts';
import { SortedIndex } from './sorted-index.ts';
import type { Entry, Group, Source, ViewIndex } from './view-index.ts';

export interface Grouping<Item> {
  /** The group that an item belongs to. */
  of(item: Item): Pick<Group, 'key' | 'label'>;
  /** Whether it is counted apart in its group's heading. */
  marks(item: Item): boolean;
  /** The key of a group that was made before this item was known, and belongs into the item's own. */
  joins?(item: Item): string;
}

const mostRounds = 16;

interface Held extends Pick<Group, 'key' | 'label'> {
  readonly rank: number;
  count: number;
  marked: number;
  /** Position of its heading. */
  at: number;
  /** How many items the groups before it have. */
  before: number;
  open: boolean;
}

interface Key {
  readonly group: Held;
  readonly value: SortValue;
  readonly marked: boolean;
}

/**
 * The items that one filter lets through in groups, each below a heading, which has a position as items have. Groups
 * stand in the order in which they were seen first, so that they stay where they are; items of those that are not open
 * have no positions.
 */
export class GroupedIndex<Item> implements ViewIndex<Item> {
  readonly start = 0;
  private readonly sorted: SortedIndex<Item, Key>;
  private readonly byKey = new Map<string, Held>();
  private groups: readonly Held[] = [];
  private positions = 0;
  private seen = 0;
  private readonly joined = new Set<Held>();

  constructor(
    source: Source<Item>,
    filter: (item: Item) => boolean,
    private readonly grouping: Grouping<Item>,
    private readonly folding: Folding,
    order: Order<Item> | undefined,
  ) {
    this.sorted = new SortedIndex(source, filter, {
      key: (item) => ({
        group: this.groupOf(item),
        value: order ? order.key(item) : null,
        marked: grouping.marks(item),
      }),
      compare: (one, other) =>
        one.group.rank - other.group.rank ||
        compareValues(one.value, other.value, order?.descending === true),
    });
  }

  get filter(): (item: Item) => boolean {
    return this.sorted.filter;
  }

  get examined(): number {
    return this.sorted.examined;
  }

  get end(): number {
    return this.positions;
  }

  get count(): number {
    return this.sorted.count;
  }

  items(): Iterable<Item> {
    return this.sorted.items();
  }

  examine(end: number): void {
    this.sorted.examine(end);
  }

  get isLaden(): boolean {
    return this.sorted.isLaden;
  }

  reexamine(sequence: number): void {
    this.sorted.reexamine(sequence);
  }

  forget(): void {
    this.sorted.forget();
  }

  settle(): void {
    let moved = this.sorted.settle();
    // A host could tell of exchanges that were made for each other in a circle.
    for (let round = 0; round < mostRounds && this.joined.size > 0; round += 1) {
      const groups = new Set(this.joined);
      this.joined.clear();
      this.sorted.reexamineAll(({ group }) => groups.has(group));
      moved = this.sorted.settle() || moved;
    }
    this.joined.clear();
    if (moved) this.recount();
  }

  /** Some are open that were not, or the other way round. */
  folded(): void {
    this.place();
  }

  slice(from: number, to: number): Entry<Item>[] {
    const entries: Entry<Item>[] = [];
    let position = from;
    for (let index = this.indexAt(from); position < to && index < this.groups.length; index += 1) {
      const group = this.groups[index] as Held;
      if (position === group.at) {
        entries.push({ group });
        position += 1;
      }
      if (!group.open) continue;
      const first = group.before + position - group.at - 1;
      const end = Math.min(group.before + group.count, first + to - position);
      entries.push(...this.sorted.slice(first, end));
      position += end - first;
    }
    return entries;
  }

  positionOf(sequence: number): number | null {
    const at = this.sorted.positionOf(sequence);
    const group = at === null ? undefined : this.sorted.keys[at]?.group;
    return at === null || !group?.open ? null : group.at + 1 + at - group.before;
  }

  /** Of the heading that the item or heading at a position belongs to. */
  headingOf(position: number): number | null {
    return this.groups[this.indexAt(position)]?.at ?? null;
  }

  private indexAt(position: number): number {
    const { groups } = this;
    const after = lowerBound(groups.length, 0, (at) => (groups[at]?.at ?? 0) <= position);
    return Math.max(0, after - 1);
  }

  private groupOf(item: Item): Held {
    const { key, label } = this.grouping.of(item);
    const joins = this.grouping.joins?.(item);
    const other = joins === undefined || joins === key ? undefined : this.byKey.get(joins);
    if (other) this.joined.add(other);
    const known = this.byKey.get(key);
    if (known) return known;
    const rank = this.seen++;
    const made = { key, label, rank, count: 0, marked: 0, at: 0, before: 0, open: false };
    this.byKey.set(key, made);
    return made;
  }

  private recount(): void {
    for (const group of this.groups) {
      group.count = 0;
      group.marked = 0;
    }
    const groups: Held[] = [];
    for (const { group, marked } of this.sorted.keys) {
      if (group.count === 0) groups.push(group);
      group.count += 1;
      if (marked) group.marked += 1;
    }
    for (const { key, count } of this.groups) if (count === 0) this.byKey.delete(key);
    // Those that were empty again before they were ever counted.
    if (this.byKey.size > groups.length) {
      for (const [key, { count }] of this.byKey) if (count === 0) this.byKey.delete(key);
    }
    this.groups = groups;
    this.place();
  }

  private place(): void {
    let at = 0;
    let before = 0;
    for (const group of this.groups) {
      group.open = this.folding.isOpen(group.key);
      group.at = at;
      group.before = before;
      at += 1 + (group.open ? group.count : 0);
      before += group.count;
    }
    this.positions = at;
  }
}
