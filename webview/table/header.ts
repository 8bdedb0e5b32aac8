import { element, setAttribute } from '../dom.ts';
import { icon } from '../icons.ts';
import type { CellRoom } from './cell-element.ts';
import type { Column } from './column.ts';
import type { Layout } from './layout.ts';
import { TextWidths } from './text-widths.ts';

interface HeaderParts<Row> {
  sort(column: Column<Row>): void;
  /** `null`: its own width again. */
  resize(column: Column<Row>, pixels: number | null): void;
  menu(column: Column<Row>, at: { readonly x: number; readonly y: number }): void;
  /** Down from the header. */
  leave(): void;
}

const step = 10;

/** The row of column headers: a click sorts, the edge resizes, the context menu offers the rest. */
export class TableHeader<Row> {
  readonly node = element('div', { class: 'row header', role: 'row', 'aria-rowindex': '1' });
  private columns: readonly Column<Row>[] = [];

  constructor(private readonly parts: HeaderParts<Row>) {}

  show(columns: readonly Column<Row>[], { sort }: Layout): void {
    const focused = this.columns.findIndex(
      (_, index) => this.node.children[index] === document.activeElement,
    );
    const name = this.columns[focused]?.name;
    this.columns = columns;
    this.node.replaceChildren(...columns.map((column, index) => this.header(column, index, sort)));
    const again = columns.findIndex((column) => column.name === name);
    if (again >= 0) this.focus(again);
  }

  /** How wide the columns are at the moment. */
  rooms(): readonly CellRoom[] {
    const texts = TextWidths.of(this.node.parentElement ?? this.node);
    const tracks = getComputedStyle(this.node).gridTemplateColumns.split(' ');
    return tracks.map((track) => ({ pixels: Number.parseFloat(track), texts }));
  }

  private header(column: Column<Row>, index: number, sort: Layout['sort']): HTMLElement {
    const { name, label, align } = column;
    const sorted = sort?.column === name;
    const cell = element(
      'div',
      {
        class: align ? `cell ${align}` : 'cell',
        role: 'columnheader',
        tabindex: index === 0 ? '0' : '-1',
        title: label,
        'data-column': name,
        'aria-colindex': String(index + 1),
      },
      element('span', { class: 'text' }, label),
    );
    if (column.sortable) {
      const direction = sort?.descending ? 'descending' : 'ascending';
      setAttribute(cell, 'aria-sort', sorted ? direction : 'none');
      if (sorted) cell.append(icon(sort.descending ? 'descending' : 'ascending'));
      cell.addEventListener('click', () => this.parts.sort(column));
    }
    const grip = element('span', { class: 'grip', 'data-grip': name });
    grip.addEventListener('click', (event) => event.stopPropagation());
    grip.addEventListener('dblclick', () => this.parts.resize(column, null));
    grip.addEventListener('pointerdown', (event) => this.grab(event, cell, column));
    cell.append(grip);
    cell.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      event.stopPropagation();
      const { left, bottom } = cell.getBoundingClientRect();
      const pointed = event.clientX > 0 || event.clientY > 0;
      this.parts.menu(
        column,
        pointed ? { x: event.clientX, y: event.clientY } : { x: left, y: bottom },
      );
    });
    cell.addEventListener('keydown', (event) => this.keyPressed(event, cell, index, column));
    return cell;
  }

  private keyPressed(
    event: KeyboardEvent,
    cell: HTMLElement,
    index: number,
    column: Column<Row>,
  ): void {
    const sideways = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (sideways !== 0 && event.shiftKey) {
      this.parts.resize(column, cell.offsetWidth + sideways * step);
    } else if (sideways !== 0) this.focus(index + sideways);
    else if (event.key === 'Enter' || event.key === ' ') this.parts.sort(column);
    else if (event.key === 'ArrowDown' || event.key === 'Escape') this.parts.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private focus(index: number): void {
    const next = this.node.children[index];
    if (!(next instanceof HTMLElement)) return;
    for (const cell of this.node.children)
      setAttribute(cell, 'tabindex', cell === next ? '0' : '-1');
    next.focus();
  }

  private grab(event: PointerEvent, cell: HTMLElement, column: Column<Row>): void {
    if (event.button !== 0) return;
    event.preventDefault();
    const grip = event.currentTarget as HTMLElement;
    const from = cell.offsetWidth - event.clientX;
    // The header is drawn anew at each step: the document goes on hearing of the pointer.
    const move = ({ clientX }: PointerEvent) => this.parts.resize(column, from + clientX);
    const drop = () => document.removeEventListener('pointermove', move);
    grip.releasePointerCapture?.(event.pointerId);
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', drop, { once: true });
    document.addEventListener('pointercancel', drop, { once: true });
  }
}
