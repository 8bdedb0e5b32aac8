import type { RowWindow } from '../../../webview/protocol/rows.ts';

export type RowKey<Row> = (row: Row) => string | number | null;

interface SnapshotParts<Row> {
  rows(): Row[];
  /** The order that holds unless another one is asked for. */
  compare(one: Row, other: Row): number;
  readonly keys: Readonly<Record<string, RowKey<Row>>>;
}

/** A list whose rows change all the time and are few enough to be made and ordered anew. */
export class SnapshotList<Row> {
  private rows: readonly Row[] = [];
  private key: RowKey<Row> | undefined;
  private descending = false;
  private generation = 0;

  constructor(private readonly parts: SnapshotParts<Row>) {}

  order(column: string | null, descending: boolean): void {
    const known = column !== null && Object.hasOwn(this.parts.keys, column);
    this.key = known ? this.parts.keys[column] : undefined;
    this.descending = descending;
    this.generation += 1;
    this.sort([...this.rows]);
  }

  refresh(): void {
    this.sort(this.parts.rows());
  }

  clear(): void {
    this.rows = [];
    this.generation += 1;
  }

  window(first: number | null, count: number): RowWindow<Row> {
    const end = this.rows.length;
    const from = Math.min(first ?? Math.max(0, end - count), end);
    return {
      ...{ generation: this.generation, start: 0, end, shown: end, held: end, waiting: 0 },
      ...{ heading: null, selectedAt: null },
      first: from,
      rows: this.rows.slice(from, from + count),
    };
  }

  private sort(rows: Row[]): void {
    const { key, descending } = this;
    const { compare } = this.parts;
    if (!key) this.rows = rows.sort(compare);
    else {
      const sign = descending ? -1 : 1;
      this.rows = rows.sort((one, other) => {
        const [a, b] = [key(one), key(other)];
        if (a === b) return compare(one, other);
        if (a === null) return 1;
        if (b === null) return -1;
        return a < b ? -sign : sign;
      });
    }
  }
}
