/** What a view looks at: items by sequence number, of which the oldest may disappear. */
export interface Source<Item> {
  readonly first: number;
  readonly end: number;
  get(sequence: number): Item | undefined;
}

/** A group of items, as its heading tells it. */
export interface Group {
  readonly key: string;
  readonly label: string;
  /** Items that the filter lets through. */
  readonly count: number;
  /** Of those, the ones that are counted apart. */
  readonly marked: number;
  /** Its items follow its heading. */
  readonly open: boolean;
}

export interface SequencedItem<Item> {
  readonly sequence: number;
  readonly item: Item;
  readonly group?: undefined;
}

/** What stands at one position of a view. */
export type Entry<Item> =
  | SequencedItem<Item>
  | { readonly group: Group; readonly item?: undefined };

/** The items of a source that one filter lets through, in some order. */
export interface ViewIndex<Item> {
  readonly filter: (item: Item) => boolean;
  /** Every item before this sequence number was looked at. */
  readonly examined: number;
  /** Positions of the first item, and one past the last one. */
  readonly start: number;
  readonly end: number;
  /** Looks at items up to, not including, a sequence number. */
  examine(end: number): void;
  /** So much was examined that it is to be settled before more is: all at once would take too long. */
  readonly isLaden: boolean;
  /** Looks again at an item that was replaced. */
  reexamine(sequence: number): void;
  /** Lets go of items that the source no longer holds. */
  forget(): void;
  /** Puts what was examined in its place. */
  settle(): void;
  slice(from: number, to: number): Entry<Item>[];
  /** How many items the filter lets through, headings of groups not among them. */
  readonly count: number;
  /** All of them. */
  items(): Iterable<Item>;
  positionOf(sequence: number): number | null;
}
