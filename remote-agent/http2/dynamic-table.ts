import type { HeaderField } from '../protocol/exchange.ts';

/** What an entry takes beside its bytes (RFC 7541, section 4.1). */
export const entryOverhead = 32;
/** The size before any update (RFC 9113, section 6.5.2). */
const initialSize = 4096;
/** An encoder may be allowed more: its older entries are then not known here. */
const heldSize = 64 * 1024;

/** An entry whose name was a reference to an entry that is not known. */
interface UnknownEntry {
  readonly unknown: true;
  readonly size: number;
}

type Entry = HeaderField | UnknownEntry;

/** Stands where an entry was that must not be kept in memory. */
const evicted: UnknownEntry = { unknown: true, size: 0 };
/** About what an entry takes in memory beside what the size of a table counts. */
const objectsOverhead = 80;

/**
 * The dynamic table of one direction (RFC 7541, section 2.3.2), as far as it is known. After a loss, or where the
 * connection was joined, only the entries that were added since are known; an encoder refers to no entry that it
 * has evicted, so that the others need not be counted.
 */
export class DynamicTable {
  /** The newest last; those before `#first` are evicted. */
  #entries: Entry[] = [];
  #first = 0;
  #size = 0;
  #limit: number;
  #complete: boolean;

  /** `joined`: what was added before is not known. */
  constructor(joined: boolean) {
    this.#complete = !joined;
    this.#limit = joined ? heldSize : initialSize;
  }

  /** Every entry that the encoder may refer to is known. */
  get complete(): boolean {
    return this.#complete;
  }

  /** About what it takes in memory. */
  get cost(): number {
    return this.#size + this.#entries.length * objectsOverhead;
  }

  /** `age` 0 is the entry that was added last; `null` where there is none or it is not known. */
  get(age: number): HeaderField | null {
    const index = this.#entries.length - 1 - age;
    const entry = index < this.#first ? undefined : this.#entries[index];
    return entry === undefined || 'unknown' in entry ? null : entry;
  }

  /** Whether there is an entry of that age, known or not. */
  has(age: number): boolean {
    return !this.#complete || this.#entries.length - 1 - age >= this.#first;
  }

  add(field: HeaderField): void {
    this.#push(field, field[0].length + field[1].length + entryOverhead);
  }

  /** Adds an entry whose name is not known; its value is not kept, because it may be a secret. */
  addUnknown(valueLength: number): void {
    const size = valueLength + entryOverhead;
    this.#push({ unknown: true, size }, size);
  }

  /** A dynamic table size update (RFC 7541, section 6.3). */
  resize(limit: number): void {
    this.#limit = Math.min(limit, heldSize);
    this.#evict(0);
    if (limit === 0) this.#complete = true;
    else if (limit > heldSize) this.#complete = false;
  }

  /** Entries may have been added that were not seen: where the known ones stand is not known any more. */
  distrust(): void {
    this.#entries = [];
    this.#first = 0;
    this.#size = 0;
    this.#limit = heldSize;
    this.#complete = false;
  }

  #push(entry: Entry, size: number): void {
    this.#evict(size);
    if (size > this.#limit) return;
    this.#entries.push(entry);
    this.#size += size;
  }

  #evict(room: number): void {
    while (this.#first < this.#entries.length && this.#size + room > this.#limit) {
      const oldest = this.#entries[this.#first];
      if (oldest) this.#size -= sizeOf(oldest);
      this.#entries[this.#first++] = evicted;
    }
    if (this.#first > 64 && 2 * this.#first > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}

function sizeOf(entry: Entry): number {
  return 'unknown' in entry ? entry.size : entry[0].length + entry[1].length + entryOverhead;
}
