/**
 * A queue whose items are found by a sequence number that they keep: 0 for the first one ever pushed, whatever
 * was shifted out since. All operations take constant time on average.
 */
export class SequencedQueue<Item> {
  private items: (Item | undefined)[] = [];
  private head = 0;
  private oldest = 0;

  /** Sequence number of the oldest item; equals `end` when empty. */
  get first(): number {
    return this.oldest;
  }

  /** Sequence number that the next item will get. */
  get end(): number {
    return this.oldest + this.length;
  }

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: Item): number {
    this.items.push(item);
    return this.end - 1;
  }

  get(sequence: number): Item | undefined {
    return sequence < this.oldest ? undefined : this.items[sequence - this.oldest + this.head];
  }

  /** Puts another item in an existing one's place. */
  replace(sequence: number, item: Item): void {
    if (sequence < this.first || sequence >= this.end) throw new RangeError('no such item');
    this.items[sequence - this.oldest + this.head] = item;
  }

  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head += 1;
    this.oldest += 1;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Empties it; sequence numbers go on. */
  clear(): void {
    this.oldest = this.end;
    this.items = [];
    this.head = 0;
  }
}
