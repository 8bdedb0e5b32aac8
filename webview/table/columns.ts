import { openMenu } from '../menu.ts';
import { t } from '../text/t.ts';
import type { Column } from './column.ts';
import { columnsMenu, type MenuParts } from './columns-menu.ts';
import { TableHeader } from './header.ts';
import {
  type Called,
  fitting,
  gridColumns,
  isShown,
  type Layout,
  resized,
  type Sort,
  sortedNext,
} from './layout.ts';

interface ColumnsParts<Row>
  extends Pick<MenuParts<Row>, 'all' | 'layout' | 'groups' | 'unsorted' | 'foldAll'> {
  /** Somebody has made another layout. */
  changed(layout: Layout): void;
  /** Other columns are to be drawn, or others wide. */
  drawn(columns: readonly Column<Row>[], template: string): void;
  /** Other columns than before have no room. */
  crowdedOut(): void;
  /** Another order, or other groups. */
  ordered(): void;
  leave(): void;
}

/** Which columns a table has, how wide they are and what it is sorted by. */
export class Columns<Row> {
  readonly header: TableHeader<Row>;
  private layout: Layout;
  private pixels = 0;
  private called: Called = new Set();
  private drawn: readonly Column<Row>[] = [];

  constructor(private readonly parts: ColumnsParts<Row>) {
    this.layout = parts.layout;
    this.header = new TableHeader({
      sort: ({ name }) => this.sort(sortedNext(this.layout, name)),
      resize: (column, pixels) => this.resize(column, pixels),
      menu: (column, at) => this.openMenu(at, column),
      leave: () => parts.leave(),
    });
  }

  get sorting(): Sort | null {
    return this.layout.sort;
  }

  get grouping(): string | null {
    const { group } = this.layout;
    return this.parts.groups.some(({ name }) => name === group) ? group : null;
  }

  /** Labels of the columns that are wanted and have no room. */
  get crowdedOut(): readonly string[] {
    return this.pixels === 0
      ? []
      : this.parts.all.filter((each) => this.isCrowdedOut(each)).map(({ label }) => label);
  }

  /** The table has so many pixels now. */
  fit(pixels: number): void {
    if (pixels === 0 || pixels === this.pixels) return;
    this.pixels = pixels;
    this.draw();
  }

  /** A column that is otherwise extra is called for now, or no more. */
  call(name: string, wanted: boolean): void {
    if (this.called.has(name) === wanted) return;
    const others = [...this.called].filter((each) => each !== name);
    this.called = new Set(wanted ? [...others, name] : others);
    if (this.pixels > 0) this.draw();
  }

  private draw(): void {
    const { parts, layout, pixels } = this;
    const columns = fitting(parts.all, layout, pixels, this.called);
    this.drawn = columns;
    this.header.show(columns, layout);
    parts.drawn(columns, gridColumns(columns, layout, pixels));
    parts.crowdedOut();
  }

  private isCrowdedOut(column: Column<Row>): boolean {
    return isShown(column, this.layout, this.called) && !this.drawn.includes(column);
  }

  private change(layout: Layout): void {
    this.layout = layout;
    this.parts.changed(layout);
    this.draw();
  }

  private sort(sort: Sort | null): void {
    this.change({ ...this.layout, sort });
    this.parts.ordered();
  }

  private resize(column: Column<Row>, pixels: number | null): void {
    if (pixels !== null) this.change(resized(this.layout, column, pixels));
    else {
      const { [column.name]: _, ...widths } = this.layout.widths;
      this.change({ ...this.layout, widths });
    }
  }

  /** The menu of all columns, or of one. */
  openMenu(at: { readonly x: number; readonly y: number }, column?: Column<Row>): void {
    const { all, groups, unsorted, foldAll, ordered } = this.parts;
    const items = columnsMenu<Row>(
      {
        ...{ all, groups, unsorted, foldAll, layout: this.layout },
        isShown: (each) => isShown(each, this.layout, this.called),
        isCrowdedOut: (each) => this.isCrowdedOut(each),
        change: (layout) => {
          const { sort, group } = this.layout;
          this.change(layout);
          if (layout.sort !== sort || layout.group !== group) ordered();
        },
      },
      column,
    );
    openMenu(t('Columns'), items, at);
  }
}
