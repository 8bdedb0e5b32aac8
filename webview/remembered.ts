import { readState, writeState } from './host.ts';
import { type ListName, listNames } from './protocol/messages.ts';
import { type Layout, layoutOf } from './table/layout.ts';

/** What the page shows again when VS Code makes it anew. */
export interface Remembered {
  readonly filter: string;
  readonly list: ListName;
  readonly selected: string | null;
  readonly detailsTab: string;
  /** Share of the space that the table has beside the details, 0 to 1. */
  readonly split: number;
  /** Of the columns of each list. */
  readonly layouts: Readonly<Partial<Record<ListName, Layout>>>;
}

const initial: Remembered = {
  filter: '',
  list: 'exchanges',
  selected: null,
  detailsTab: 'overview',
  split: 0.6,
  layouts: {},
};

let current: Remembered = read();

export function remembered(): Remembered {
  return current;
}

export function remember(change: Partial<Remembered>): void {
  current = { ...current, ...change };
  writeState(current);
}

/** A state of an earlier version may have any shape. */
function read(): Remembered {
  const stored = readState();
  if (typeof stored !== 'object' || stored === null) return initial;
  const { filter, list, selected, detailsTab, split, layouts } = stored as Record<string, unknown>;
  return {
    filter: typeof filter === 'string' ? filter : initial.filter,
    list: listNames.find((name) => name === list) ?? initial.list,
    selected: typeof selected === 'string' ? selected : initial.selected,
    detailsTab: typeof detailsTab === 'string' ? detailsTab : initial.detailsTab,
    split: typeof split === 'number' && split > 0 && split < 1 ? split : initial.split,
    layouts: Object.fromEntries(
      listNames.map((name) => [name, layoutOf((layouts as Record<string, unknown>)?.[name])]),
    ),
  };
}
