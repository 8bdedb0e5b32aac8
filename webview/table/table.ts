import { setAttribute } from '../dom.ts';
import { maxWindow, type ViewRequest } from '../protocol/messages.ts';
import { type GroupRow, isGroup, type RowWindow } from '../protocol/rows.ts';
import { t } from '../text/t.ts';
import type { Column, Span } from './column.ts';
import { Columns } from './columns.ts';
import { tableFrame } from './frame.ts';
import { moveOf } from './keyboard.ts';
import { passMenuToRow } from './row-menu.ts';
import { RowPool } from './row-pool.ts';
import { Scroller } from './scroller.ts';
import { spanOf } from './span.ts';
import type { TableParts } from './table-parts.ts';

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
  private drawnGeneration: number | undefined;

  constructor(private readonly parts: TableParts<Row>) {
    this.columns = new Columns({
      all: parts.columns,
      layout: parts.layout,
      changed: (layout) => parts.layoutChanged(layout),
      drawn: (columns, template) => this.showColumns(columns, template),
      groups: parts.groups ?? [],
      unsorted: parts.fromTop ? t('Usual order') : t('Oldest first, unsorted'),
      ordered: () => this.order(),
      crowdedOut: () => parts.crowdedOut(),
      foldAll: (open) => parts.fold?.(null, open),
      leave: () => this.node.focus(),
    });
    const { grid, viewport, spacer, body } = tableFrame(parts.label, this.columns.header.node);
    this.node = grid;
    this.pool = new RowPool(body, parts);
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
    passMenuToRow(grid, () =>
      document.getElementById(grid.getAttribute('aria-activedescendant') ?? ''),
    );
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
    const { start = 0, end = 0 } = window ?? {};
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
    const inWindow = (position: number) => Math.max(0, position - (window?.first ?? 0));
    const rows = window?.rows.slice(inWindow(first), inWindow(last));
    this.drawRows(from, to, rows && spanOf(this.drawnColumns, rows));
  }

  /**
   * Rows that the extension has not told yet are left out: as it tells them in no time, drawing empty ones would double
   * the work of each jump.
   */
  private drawRows(from: number, to: number, span: Span | undefined): void {
    const { window, pool } = this;
    const first = Math.max(from, window?.first ?? 0);
    const end = Math.min(to, (window?.first ?? 0) + (window?.rows.length ?? 0));
    // Those of before stay until then, out of sight in their own places, which another list does not have.
    if (first < end || from >= to || window?.generation !== this.drawnGeneration) {
      this.drawnGeneration = window?.generation;
      pool.show(first, end, (position, row) => {
        const data = this.rowAt(position);
        if (data === undefined) return;
        row.show(data, this.domId(position), position - (window?.start ?? 0) + 2);
        if (span) row.setSpan(span);
        row.mark(position === this.active, this.selected);
      });
    }
    pool.place((position) => this.scroller.shiftOf(position));
    const described = this.active !== null && this.active >= first && this.active < end;
    setAttribute(
      this.node,
      'aria-activedescendant',
      described ? this.domId(this.active ?? 0) : null,
    );
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
    const rooms = this.columns.header.rooms();
    const same =
      columns.length === this.drawnColumns.length &&
      columns.every((column, index) => column === this.drawnColumns[index]);
    if (same) {
      this.pool.setRooms(rooms);
      return;
    }
    this.drawnColumns = columns;
    setAttribute(this.node, 'aria-colcount', String(columns.length));
    this.pool.setColumns(columns, rooms);
    cancelAnimationFrame(this.frame);
    this.drawNow();
  }

  private domId(position: number): string {
    return `${this.parts.list}-${position}`;
  }
}
