import { setAttribute } from '../dom.ts';
import { type ListName, maxWindow, type ViewRequest } from '../protocol/messages.ts';
import { type GroupRow, isGroup, type RowWindow } from '../protocol/rows.ts';
import type { Column, Span } from './column.ts';
import { Columns, type GroupChoice } from './columns.ts';
import { tableFrame } from './frame.ts';
import { moveOf } from './keyboard.ts';
import type { Layout, Sort } from './layout.ts';
import { RowPool } from './row-pool.ts';
import { Scroller } from './scroller.ts';

export interface TableParts<Row> {
  readonly list: ListName;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly layout: Layout;
  /** It begins at its top and stays there; else it follows the newest at its end. */
  readonly fromTop?: true;
  layoutChanged(layout: Layout): void;
  idOf(row: Row): string;
  /** What VS Code's context menu of a row is told. */
  contextOf?(row: Row): string;
  /** The rows that the table wants to be told. */
  request(request: ViewRequest): void;
  order(list: ListName, sort: Sort | null, group: string | null): void;
  /** What the rows can be grouped by. */
  readonly groups?: readonly GroupChoice[];
  /** A group is to be opened or closed; `null`: all of them. */
  fold?(group: string | null, open: boolean): void;
  /** A row was opened: by a click, by Enter, or by moving while `follows` holds. */
  open?(row: Row): void;
  /** A row is wanted in the clipboard. */
  copy?(row: Row): void;
  close?(): void;
  /** Whether moving from row to row opens each. */
  opensOnMove?(): boolean;
  /** How many rows are below those in view and will not come into view by themselves. */
  below?(rows: number): void;
}

/** Rows asked for, and of these the ones drawn, beyond both edges of what is seen. */
const margin = 16;
const drawnMargin = 8;

/** A grid (WAI-ARIA) over rows that the extension holds; only those in view are in the page. */
export class Table<Row> {
  readonly node: HTMLElement;
  private readonly scroller: Scroller;
  readonly columns: Columns<Row>;
  private readonly pool: RowPool<Row>;
  private drawnColumns: readonly Column<Row>[] = [];
  private window: RowWindow<Row> | undefined;
  private requested: ViewRequest | undefined;
  private active: number | null = null;
  private selected: string | null = null;
  /** A row that was moved to before the extension told it. */
  private opening: number | null = null;
  private revealing = false;
  /** The active row is the selected one, wherever that goes. */
  private tracking = false;
  private frame = 0;

  constructor(private readonly parts: TableParts<Row>) {
    this.columns = new Columns({
      all: parts.columns,
      layout: parts.layout,
      changed: (layout) => parts.layoutChanged(layout),
      drawn: (columns, template) => this.showColumns(columns, template),
      groups: parts.groups ?? [],
      ordered: () => this.order(),
      foldAll: (open) => parts.fold?.(null, open),
      leave: () => this.node.focus(),
    });
    const { grid, viewport, spacer, body } = tableFrame(parts.label, this.columns.header.node);
    this.node = grid;
    this.pool = new RowPool(body, parts.list);
    this.scroller = new Scroller(viewport, spacer, {
      follows: () => !this.inOrder,
      moved: () => this.draw(),
      resized: (scrollBar) => {
        grid.style.setProperty('--scroll-bar', `${scrollBar}px`);
        this.columns.fit(viewport.clientWidth);
      },
    });
    if (parts.fromTop) this.scroller.follow(false);
    grid.addEventListener('keydown', (event) => this.keyPressed(event));
    body.addEventListener('click', (event) => {
      const position = this.pool.positionOf(event.target);
      if (position === undefined) return;
      this.scroller.follow(false);
      this.activate(position, true);
      const row = this.rowAt(position);
      if (isGroup(row)) this.fold(row);
    });
  }

  /** Rows that the extension told. */
  receive(window: RowWindow<Row>): void {
    const anew = window.generation !== this.window?.generation;
    const on = this.active === null ? undefined : this.rowAt(this.active);
    this.window = window;
    if (anew) this.active = window.selectedAt;
    else if (isGroup(on)) this.active = this.placeOf(on) ?? this.active;
    else if (this.tracking && window.selectedAt !== null && this.opening === null) {
      this.active = window.selectedAt;
    }
    this.scroller.resize(window.start, window.end);
    if (anew && this.inOrder) {
      this.scroller.follow(false);
      this.scroller.show(this.active ?? window.start);
    } else if (anew && this.active === null) this.scroller.follow(true);
    else if (anew && !this.scroller.follows) this.scroller.show(this.active ?? window.start);
    if (this.revealing && window.selectedAt !== null) {
      this.revealing = false;
      this.scroller.follow(false);
      this.scroller.show(window.selectedAt);
    }
    this.draw();
    if (this.opening !== null) this.open(this.opening);
  }

  /** `reveals`: it was chosen elsewhere and is to come into view. */
  select(id: string | null, reveals = false): void {
    this.selected = id;
    this.tracking = id !== null;
    this.revealing = reveals;
    this.draw();
  }

  follow(): void {
    this.scroller.follow(true);
    this.draw();
  }

  /** Asks for its rows again: the extension has forgotten what it was asked for. */
  restart(): void {
    this.requested = undefined;
    this.order();
    this.draw();
  }

  private order(): void {
    const { sorting, grouping } = this.columns;
    setAttribute(this.node, 'role', grouping === null ? 'grid' : 'treegrid');
    this.parts.order(this.parts.list, sorting, grouping);
  }

  private keyPressed(event: KeyboardEvent): void {
    const { window } = this;
    if (event.key === 'c' && (event.ctrlKey || event.metaKey)) {
      const row = this.active === null ? undefined : this.rowAt(this.active);
      if (row !== undefined && !isGroup(row) && getSelection()?.isCollapsed !== false)
        this.parts.copy?.(row);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || !window) return;
    if (event.key === 'Escape') this.parts.close?.();
    if (this.folds(event.key)) {
      event.preventDefault();
      return;
    }
    const { start, end } = window;
    const page = Math.max(1, this.scroller.wholeRows - 1);
    const target = moveOf(event.key, { start, end, active: this.active, page });
    if (target === undefined) return;
    event.preventDefault();
    this.scroller.follow(event.key === 'End' && !this.inOrder);
    this.activate(target, event.key === 'Enter' || this.parts.opensOnMove?.() === true);
  }

  /** As in a tree (WAI-ARIA treegrid). @returns whether the key was for that */
  private folds(key: string): boolean {
    const { active, window } = this;
    const row = active === null ? undefined : this.rowAt(active);
    if (active === null || row === undefined || !window || window.heading === null) return false;
    if (isGroup(row)) {
      const wanted = key === 'ArrowRight' ? true : key === 'ArrowLeft' ? false : !row.open;
      if (!['ArrowRight', 'ArrowLeft', 'Enter', ' '].includes(key)) return false;
      if (wanted !== row.open) this.fold(row);
      else if (wanted && row.count > 0) this.activate(active + 1, false);
      return true;
    }
    if (key !== 'ArrowLeft') return false;
    let at = active;
    while (at > window.first && !isGroup(this.rowAt(at))) at -= 1;
    this.activate(isGroup(this.rowAt(at)) ? at : window.heading, false);
    return true;
  }

  private fold({ group, open }: GroupRow): void {
    this.parts.fold?.(group, !open);
  }

  private activate(position: number, opens: boolean): void {
    this.active = position;
    this.tracking = false;
    this.scroller.show(position);
    if (opens) this.open(position);
    this.draw();
  }

  private open(position: number): void {
    const row = this.rowAt(position);
    this.opening = row === undefined ? position : null;
    if (row !== undefined && !isGroup(row)) this.parts.open?.(row);
  }

  private rowAt(position: number): Row | GroupRow | undefined {
    return this.window?.rows[position - this.window.first];
  }

  /** Where a heading is by now, if it is near. */
  private placeOf({ group }: GroupRow): number | undefined {
    const at = this.window?.rows.findIndex((row) => isGroup(row) && row.group === group) ?? -1;
    return at < 0 || !this.window ? undefined : this.window.first + at;
  }

  private draw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.drawNow());
  }

  private drawNow(): void {
    this.frame = 0;
    const { window } = this;
    const start = window?.start ?? 0;
    const end = window?.end ?? 0;
    const { first, end: last } = this.scroller.visible();
    // In a tab that is not seen: only the counts are wanted.
    const around = this.scroller.hidden ? 0 : drawnMargin;
    const from = Math.max(start, first - around);
    const to = Math.min(end, last + around);
    this.ask(
      Math.max(start, first - margin),
      around === 0 ? 0 : this.scroller.rowsInView + 4 * margin,
    );
    this.parts.below?.(this.inOrder ? 0 : this.scroller.below);
    this.node.setAttribute('aria-rowcount', String(end - start + 1));
    const span = this.spanOf(first, last);
    this.pool.show(from, to, this.scroller.shiftOf(from), (position, row) => {
      const data = this.rowAt(position);
      const id = data && !isGroup(data) ? this.parts.idOf(data) : undefined;
      row.show(data, id, this.domId(position), position - start + 2);
      if (span) row.setSpan(span);
      if (data) row.setContext(isGroup(data) ? null : (this.parts.contextOf?.(data) ?? null));
      row.mark({
        active: position === this.active,
        selected: id !== undefined && id === this.selected,
      });
    });
    const described = this.active !== null && this.active >= from && this.active < to;
    if (described) this.node.setAttribute('aria-activedescendant', this.domId(this.active ?? 0));
    else this.node.removeAttribute('aria-activedescendant');
  }

  /** Tells the extension what is in view, when that has moved far enough. */
  private ask(from: number, wanted: number): void {
    const first = this.scroller.follows ? null : Math.max(0, from - margin);
    const count = Math.min(wanted, maxWindow);
    const before = this.requested;
    const near =
      before !== undefined &&
      before.count === count &&
      (before.first === null || first === null
        ? before.first === first
        : Math.abs(before.first - first) < margin / 2);
    if (near) return;
    this.requested = { list: this.parts.list, first, count };
    this.parts.request(this.requested);
  }

  /** By something else than time: what is new may be anywhere. */
  private get inOrder(): boolean {
    const { sorting, grouping } = this.columns;
    return this.parts.fromTop === true || sorting !== null || grouping !== null;
  }

  private showColumns(columns: readonly Column<Row>[], template: string): void {
    this.node.style.setProperty('--columns', template);
    const same =
      columns.length === this.drawnColumns.length &&
      columns.every((column, index) => column === this.drawnColumns[index]);
    if (same) return;
    this.drawnColumns = columns;
    setAttribute(this.node, 'aria-colcount', String(columns.length));
    this.pool.setColumns(columns);
    cancelAnimationFrame(this.frame);
    this.drawNow();
  }

  /** The stretch of time that the rows in view take, for their bars. */
  private spanOf(first: number, end: number): Span | undefined {
    const span = this.drawnColumns.find((column) => column.span)?.span;
    if (!span) return undefined;
    let fromMs = Number.POSITIVE_INFINITY;
    let toMs = Number.NEGATIVE_INFINITY;
    for (let position = first; position < end; position += 1) {
      const row = this.rowAt(position);
      if (row === undefined || isGroup(row)) continue;
      const taken = span(row);
      fromMs = Math.min(fromMs, taken.fromMs);
      toMs = Math.max(toMs, taken.toMs);
    }
    return toMs < fromMs ? undefined : { fromMs, toMs };
  }

  private domId(position: number): string {
    return `${this.parts.list}-${position}`;
  }
}
