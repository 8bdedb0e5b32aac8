import { element, setAttribute } from '../dom.ts';
import { type GroupRow, isGroup } from '../protocol/rows.ts';
import { CellElement } from './cell-element.ts';
import type { Column, Span } from './column.ts';
import { GroupHeading } from './group-heading.ts';

/** One row in the page, used again for other rows as the table scrolls. */
export class RowElement<Row> {
  readonly node: HTMLElement;
  private readonly cells: readonly CellElement[];
  private shown: Row | GroupRow | undefined;
  private heading: GroupHeading | undefined;

  constructor(private readonly columns: readonly Column<Row>[]) {
    this.cells = columns.map((column, index) => new CellElement(column.name, index, column.align));
    this.node = element(
      'div',
      { class: 'row', role: 'row' },
      ...this.cells.map(({ node }) => node),
    );
  }

  /** `row` is undefined as long as the extension has not told it yet. */
  show(
    row: Row | GroupRow | undefined,
    id: string | undefined,
    domId: string,
    ariaIndex: number,
  ): void {
    if (this.node.id !== domId) this.node.id = domId;
    setAttribute(this.node, 'aria-rowindex', String(ariaIndex));
    setAttribute(this.node, 'data-id', id ?? null);
    setAttribute(this.node, 'aria-busy', row === undefined ? 'true' : null);
    if (row === this.shown) return;
    this.shown = row;
    this.showHeading(isGroup(row) ? row : undefined);
    if (isGroup(row)) return;
    this.columns.forEach((column, index) => {
      this.cells[index]?.show(row === undefined ? { text: '' } : column.cell(row));
    });
  }

  private showHeading(group: GroupRow | undefined): void {
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

  /** The stretch of time that bars are drawn within. */
  setSpan(span: Span): void {
    for (const cell of this.cells) cell.setSpan(span);
  }

  setContext(context: string | null): void {
    setAttribute(this.node, 'data-vscode-context', context);
  }

  mark({ active, selected }: { active: boolean; selected: boolean }): void {
    this.node.classList.toggle('active', active);
    setAttribute(this.node, 'aria-selected', String(selected));
  }
}
