import { element, setAttribute } from '../dom.ts';
import { type GroupRow, isGroup } from '../protocol/rows.ts';
import { CellElement, type CellRoom } from './cell-element.ts';
import type { Column, Span } from './column.ts';
import { GroupHeading } from './group-heading.ts';
import { TextWidths } from './text-widths.ts';

export interface RowTraits<Row> {
  idOf(row: Row): string;
  /** What VS Code's context menu of a row is told. */
  contextOf?(row: Row): string;
}

/** Of a cell whose width is not known: all of its texts are clipped. */
const none: CellRoom = { pixels: 0, texts: new TextWidths(() => Number.POSITIVE_INFINITY) };

/** One row in the page, used again for other rows as the table scrolls. What it shows is kept, as in its cells. */
export class RowElement<Row> {
  readonly node: HTMLElement;
  private readonly cells: readonly CellElement[];
  private shown: Row | GroupRow | undefined;
  private id: string | null = null;
  private ariaIndex = 0;
  private active = false;
  private selected = false;
  private heading: GroupHeading | undefined;

  constructor(
    private readonly columns: readonly Column<Row>[],
    private readonly traits: RowTraits<Row>,
    rooms: readonly CellRoom[],
  ) {
    this.cells = columns.map(
      ({ name, align }, index) => new CellElement(name, index, align, rooms[index] ?? none),
    );
    this.node = element(
      'div',
      { class: 'row', role: 'row', 'aria-selected': 'false' },
      ...this.cells.map(({ node }) => node),
    );
  }

  show(row: Row | GroupRow, domId: string, ariaIndex: number): void {
    if (this.ariaIndex !== ariaIndex) {
      this.node.setAttribute('aria-rowindex', String(ariaIndex));
      this.ariaIndex = ariaIndex;
    }
    if (row === this.shown) return;
    this.shown = row;
    if (this.node.id !== domId) this.node.id = domId;
    const group = isGroup(row);
    this.showHeading(group ? row : undefined);
    this.id = group ? null : this.traits.idOf(row);
    setAttribute(this.node, 'data-id', this.id);
    const context = group ? undefined : this.traits.contextOf?.(row);
    setAttribute(this.node, 'data-vscode-context', context ?? null);
    if (group) return;
    this.columns.forEach((column, index) => {
      this.cells[index]?.show(column.cell(row));
    });
  }

  /** How wide its cells are. */
  setRooms(rooms: readonly CellRoom[]): void {
    this.cells.forEach((cell, index) => {
      cell.setRoom(rooms[index] ?? none);
    });
  }

  /** The stretch of time that bars are drawn within. */
  setSpan(span: Span): void {
    for (const cell of this.cells) cell.setSpan(span);
  }

  /** @param selected the id of the row that is selected */
  mark(active: boolean, selected: string | null): void {
    if (active !== this.active) this.node.classList.toggle('active', active);
    this.active = active;
    const isSelected = this.id !== null && this.id === selected;
    if (isSelected !== this.selected) this.node.setAttribute('aria-selected', String(isSelected));
    this.selected = isSelected;
  }

  private showHeading(group: GroupRow | undefined): void {
    if (!group && !this.heading) return;
    this.node.classList.toggle('group', group !== undefined);
    setAttribute(this.node, 'aria-expanded', group ? String(group.open) : null);
    setAttribute(this.node, 'data-group', group?.group ?? null);
    if (!group) {
      this.heading?.node.remove();
      return;
    }
    this.heading ??= new GroupHeading();
    this.heading.show(group);
    setAttribute(this.heading.node, 'aria-colspan', String(this.columns.length));
    this.node.prepend(this.heading.node);
  }
}
