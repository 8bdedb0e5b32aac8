import { iconButton } from './controls.ts';
import { element } from './dom.ts';
import { emptinessOf, type PageAction } from './emptiness.ts';
import { EmptyNotice } from './empty-notice.ts';
import type { RowWindow } from './protocol/rows.ts';
import type { PanelState } from './protocol/state.ts';
import { remember, remembered } from './remembered.ts';
import { plainLayout } from './table/layout.ts';
import { Table } from './table/table.ts';
import type { TableParts } from './table/table-parts.ts';
import { t } from './text/t.ts';

interface ListPaneParts<Row> extends Omit<TableParts<Row>, 'below' | 'layout' | 'layoutChanged'> {
  readonly what: Parameters<typeof emptinessOf>[2];
  /** What the notice of an empty table can do; without it, the notice has no buttons. */
  act?(action: PageAction): void;
}

/** A table, what is said when it is empty, and the way back to its newest row. */
export class ListPane<Row> {
  readonly node: HTMLElement;
  readonly table: Table<Row>;
  private readonly empty: EmptyNotice;
  private readonly newest: HTMLElement;
  private window: RowWindow<Row> | undefined;

  constructor(private readonly parts: ListPaneParts<Row>) {
    this.newest = iconButton('down', t('Follow the newest'), 'follow', () => this.table.follow());
    this.newest.hidden = true;
    this.table = new Table({
      ...parts,
      layout: remembered().layouts[parts.list] ?? plainLayout,
      layoutChanged: (layout) =>
        remember({ layouts: { ...remembered().layouts, [parts.list]: layout } }),
      below: (rows) => {
        this.newest.hidden = rows <= 0;
      },
    });
    this.empty = new EmptyNotice(parts.act);
    this.node = element(
      'div',
      { class: 'list', 'data-list': parts.list },
      this.table.node,
      this.empty.node,
      this.newest,
    );
  }

  /** How many rows there are to show. */
  get rows(): number {
    return this.window?.shown ?? 0;
  }

  receive(window: RowWindow<Row>, state: PanelState): void {
    this.window = window;
    this.table.receive(window);
    this.showState(state);
  }

  showState(state: PanelState): void {
    const counts = this.window ?? { shown: 0, held: 0, waiting: 0 };
    this.empty.show(emptinessOf(state, counts, this.parts.what));
  }
}
