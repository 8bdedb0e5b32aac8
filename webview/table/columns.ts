import { type MenuItem, openMenu } from '../menu.ts';
import { t } from '../text/t.ts';
import type { Column } from './column.ts';
import { TableHeader } from './header.ts';
import {
  type Called,
  fitting,
  gridColumns,
  isShown,
  type Layout,
  plainLayout,
  resized,
  type Sort,
  sortedNext,
} from './layout.ts';

interface ColumnsParts<Row> {
  readonly all: readonly Column<Row>[];
  readonly layout: Layout;
  /** Somebody has made another layout. */
  changed(layout: Layout): void;
  /** Other columns are to be drawn, or others wide. */
  drawn(columns: readonly Column<Row>[], template: string): void;
  /** What the table can be grouped by. */
  readonly groups: readonly GroupChoice[];
  /** Another order, or other groups. */
  ordered(): void;
  /** All groups are to be opened or closed. */
  foldAll(open: boolean): void;
  leave(): void;
}

export interface GroupChoice {
  readonly name: string;
  /** As in “Group by connection”. */
  readonly label: string;
}

/** Which columns a table has, how wide they are and what it is sorted by. */
export class Columns<Row> {
  readonly header: TableHeader<Row>;
  private layout: Layout;
  private pixels = 0;
  private called: Called = new Set();

  constructor(private readonly parts: ColumnsParts<Row>) {
    this.layout = parts.layout;
    this.header = new TableHeader({
      sort: ({ name }) => this.sort(sortedNext(this.layout, name)),
      resize: (column, pixels) => this.resize(column, pixels),
      menu: (column, at) => openMenu(t('Columns'), this.items(column), at),
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

  /** The menu of all columns, for a button. */
  choose(at: { readonly x: number; readonly y: number }): void {
    openMenu(t('Columns'), this.items(), at);
  }

  private draw(): void {
    const columns = fitting(this.parts.all, this.layout, this.pixels, this.called);
    this.header.show(columns, this.layout);
    this.parts.drawn(columns, gridColumns(columns, this.layout));
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

  private groupItems(): readonly MenuItem[] {
    const { groups, foldAll } = this.parts;
    if (groups.length === 0) return [];
    const by = (group: string | null) => {
      this.change({ ...this.layout, group });
      this.parts.ordered();
    };
    return [
      ...groups.map(({ name, label }): MenuItem => {
        const checked = name === this.grouping;
        return { label, checked, act: () => by(checked ? null : name) };
      }),
      ...(this.grouping === null
        ? []
        : [
            { label: t('Open all groups'), act: () => foldAll(true) },
            { label: t('Close all groups'), act: () => foldAll(false) },
          ]),
      'line',
    ];
  }

  private items(column?: Column<Row>): readonly MenuItem[] {
    const { all } = this.parts;
    const { sort } = this.layout;
    const by = (descending: boolean): MenuItem => ({
      label: descending ? t('Sort descending') : t('Sort ascending'),
      checked: sort?.column === column?.name && sort?.descending === descending,
      act: () => this.sort({ column: column?.name ?? '', descending }),
    });
    const shown = all.filter((each) => isShown(each, this.layout, this.called)).length;
    return [
      ...(column?.sortable ? ([by(false), by(true)] as const) : []),
      ...(sort ? [{ label: t('Oldest first, unsorted'), act: () => this.sort(null) }] : []),
      ...(column?.sortable || sort ? (['line'] as const) : []),
      ...this.groupItems(),
      ...all.map((each): MenuItem => {
        const checked = isShown(each, this.layout, this.called);
        const act = () => {
          if (checked && shown === 1) return;
          this.change({
            ...this.layout,
            shown: { ...this.layout.shown, [each.name]: !checked },
          });
        };
        return { label: each.label, checked, act };
      }),
      'line',
      {
        label: t('Reset columns'),
        act: () => {
          this.change(plainLayout);
          this.parts.ordered();
        },
      },
    ];
  }
}
