import type { Column } from './column.ts';
import { RowElement } from './row-element.ts';

/** The rows that are in the page, in order; those that leave the view serve again for those that enter it. */
export class RowPool<Row> {
  private readonly used = new Map<number, RowElement<Row>>();
  private readonly free: RowElement<Row>[] = [];
  private readonly positions = new WeakMap<Node, number>();

  constructor(
    private readonly body: HTMLElement,
    readonly name: string,
    private columns: readonly Column<Row>[] = [],
  ) {}

  /** Other columns: the rows are made anew. */
  setColumns(columns: readonly Column<Row>[]): void {
    this.columns = columns;
    this.used.clear();
    this.free.length = 0;
    this.body.replaceChildren();
  }

  /** Draws the rows from `from` up to, not including, `to`; `shift` is the first one's place in pixels. */
  show(
    from: number,
    to: number,
    shift: number,
    fill: (position: number, row: RowElement<Row>) => void,
  ): void {
    for (const [position, row] of this.used) {
      if (position >= from && position < to) continue;
      this.used.delete(position);
      this.free.push(row);
    }
    // Where some stay they are not moved; where none does the others serve again in their places.
    if (this.used.size > 0) for (const { node } of this.free) node.remove();
    let before: ChildNode | null = this.body.firstChild;
    for (let position = from; position < to; position += 1) {
      const row = this.used.get(position) ?? this.take(position);
      if (row.node === before) before = before.nextSibling;
      else this.body.insertBefore(row.node, before);
      fill(position, row);
    }
    for (const { node } of this.free) node.remove();
    this.body.style.transform = `translateY(${shift}px)`;
  }

  /** The row that a click hit. */
  positionOf(target: EventTarget | null): number | undefined {
    let node = target instanceof Node ? target : null;
    while (node && node !== this.body) {
      const position = this.positions.get(node);
      if (position !== undefined) return position;
      node = node.parentNode;
    }
    return undefined;
  }

  private take(position: number): RowElement<Row> {
    const row = this.free.shift() ?? new RowElement(this.columns);
    this.used.set(position, row);
    this.positions.set(row.node, position);
    return row;
  }
}
