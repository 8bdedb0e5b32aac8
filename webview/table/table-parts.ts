import type { ListName, ViewRequest } from '../protocol/messages.ts';
import type { Column } from './column.ts';
import type { GroupChoice } from './columns-menu.ts';
import type { Layout, Sort } from './layout.ts';
import type { RowTraits } from './row-element.ts';

/** What a table is of, and what it tells. */
export interface TableParts<Row> extends RowTraits<Row> {
  readonly list: ListName;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly layout: Layout;
  /** It begins at its top and stays there; else it follows the newest at its end. */
  readonly fromTop?: true;
  layoutChanged(layout: Layout): void;
  /** Other columns than before have no room. */
  crowdedOut(): void;
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
