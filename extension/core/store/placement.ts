export type SortValue = string | number | null;

/** What items are ordered by; `null` (not known) comes last in either direction. */
export type SortKey<Item> = (item: Item) => SortValue;

export interface Order<Item> {
  readonly key: SortKey<Item>;
  readonly descending: boolean;
}

/** Where an item belongs among the others; those that compare as 0 are ordered by their age. */
export interface Placement<Item, Key> {
  key(item: Item): Key;
  compare(one: Key, other: Key): number;
}

export function placementOf<Item>({ key, descending }: Order<Item>): Placement<Item, SortValue> {
  return { key, compare: (one, other) => compareValues(one, other, descending) };
}

export function compareValues(one: SortValue, other: SortValue, descending: boolean): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  const sign = one < other ? -1 : 1;
  return descending ? -sign : sign;
}
