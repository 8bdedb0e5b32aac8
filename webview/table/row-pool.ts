import type { CellRoom } from './cell-element.ts';
import type { Column } from './column.ts';
import { RowElement, type RowTraits } from './row-element.ts';

/** The rows that are in the page, in order; those that leave the view serve again for those that enter it. */
export class RowPool<Row> {
  private readonly rows: RowElement<Row>[] = [];
  private readonly spare: RowElement<Row>[] = [];
  /** Position of the first row. */
  private from = 0;
  private columns: readonly Column<Row>[] = [];
  private rooms: readonly CellRoom[] = [];

  constructor(
    private readonly body: HTMLElement,
    private readonly traits: RowTraits<Row>,
  ) {}

  /** How wide the columns are. */
  setRooms(rooms: readonly CellRoom[]): void {
    this.rooms = rooms;
    for (const row of [...this.rows, ...this.spare]) row.setRooms(rooms);
  }

  /** Other columns: the rows are made anew. */
  setColumns(columns: readonly Column<Row>[], rooms: readonly CellRoom[]): void {
    this.columns = columns;
    this.rooms = rooms;
    this.rows.length = 0;
    this.spare.length = 0;
    this.body.replaceChildren();
  }

  /** Draws the rows from `from` up to, not including, `to`; {@link place} says where. */
  show(from: number, to: number, fill: (position: number, row: RowElement<Row>) => void): void {
    const { rows, spare } = this;
    const count = Math.max(0, to - from);
    const staying = Math.min(to, this.from + rows.length) - Math.max(from, this.from);
    // Where none stays, they serve again in their places.
    if (staying > 0) this.turn(from, to);
    this.from = from;
    spare.push(...rows.splice(count));
    while (rows.length < count) this.enter('end');
    for (const { node } of spare) node.remove();
    rows.forEach((row, index) => {
      fill(from + index, row);
    });
  }

  /** @param shiftOf where a position lies, in pixels */
  place(shiftOf: (position: number) => number): void {
    this.body.style.transform = `translateY(${shiftOf(this.from)}px)`;
  }

  /** The row that a click hit. */
  positionOf(target: EventTarget | null): number | undefined {
    if (!(target instanceof Node)) return undefined;
    const index = this.rows.findIndex(({ node }) => node.contains(target));
    return index < 0 ? undefined : this.from + index;
  }

  /** Rows that stay keep their elements; those that leave at one end serve again at the other. */
  private turn(from: number, to: number): void {
    const { rows, spare } = this;
    spare.push(...rows.splice(0, Math.max(0, from - this.from)));
    this.from = Math.max(this.from, from);
    spare.push(...rows.splice(to - this.from));
    for (; this.from > from; this.from -= 1) this.enter('start');
  }

  private enter(edge: 'start' | 'end'): void {
    const row = this.spare.pop() ?? new RowElement(this.columns, this.traits, this.rooms);
    if (edge === 'start') {
      this.rows.unshift(row);
      this.body.prepend(row.node);
    } else {
      this.rows.push(row);
      this.body.append(row.node);
    }
  }
}
