import type { MenuItem } from '../menu.ts';
import { t } from '../text/t.ts';
import type { Column } from './column.ts';
import { type Layout, plainLayout } from './layout.ts';

export interface GroupChoice {
  readonly name: string;
  /** As in “Group by connection”. */
  readonly label: string;
}

/** What a menu of columns is about, and what it changes. */
export interface MenuParts<Row> {
  readonly all: readonly Column<Row>[];
  readonly layout: Layout;
  readonly groups: readonly GroupChoice[];
  /** The order that rows have unless they are sorted. */
  readonly unsorted: string;
  isShown(column: Column<Row>): boolean;
  isCrowdedOut(column: Column<Row>): boolean;
  change(layout: Layout): void;
  /** All groups are to be opened or closed. */
  foldAll(open: boolean): void;
}

/** @param column the one that the menu was opened on */
export function columnsMenu<Row>(parts: MenuParts<Row>, column?: Column<Row>): readonly MenuItem[] {
  return [
    ...sortItems(parts, column),
    ...groupItems(parts),
    ...columnItems(parts),
    'line',
    { label: t('Reset columns'), act: () => parts.change(plainLayout) },
  ];
}

function sortItems<Row>(
  { layout, unsorted, change }: MenuParts<Row>,
  column: Column<Row> | undefined,
): readonly MenuItem[] {
  const { sort } = layout;
  const by = (descending: boolean): MenuItem => ({
    label: descending ? t('Sort descending') : t('Sort ascending'),
    checked: sort?.column === column?.name && sort?.descending === descending,
    act: () => change({ ...layout, sort: { column: column?.name ?? '', descending } }),
  });
  return [
    ...(column?.sortable ? ([by(false), by(true)] as const) : []),
    ...(sort ? [{ label: unsorted, act: () => change({ ...layout, sort: null }) }] : []),
    ...(column?.sortable || sort ? (['line'] as const) : []),
  ];
}

function groupItems<Row>(parts: MenuParts<Row>): readonly MenuItem[] {
  const { groups, layout, change, foldAll } = parts;
  if (groups.length === 0) return [];
  return [
    ...groups.map(({ name, label }): MenuItem => {
      const checked = name === layout.group;
      return { label, checked, act: () => change({ ...layout, group: checked ? null : name }) };
    }),
    ...(groups.some(({ name }) => name === layout.group)
      ? [
          { label: t('Open all groups'), act: () => foldAll(true) },
          { label: t('Close all groups'), act: () => foldAll(false) },
        ]
      : []),
    'line',
  ];
}

function columnItems<Row>(parts: MenuParts<Row>): readonly MenuItem[] {
  const { all, layout, change } = parts;
  const shown = all.filter((each) => parts.isShown(each)).length;
  return all.map((each): MenuItem => {
    const checked = parts.isShown(each);
    const crowded = parts.isCrowdedOut(each);
    // Whoever chooses one without room wants it in place of others; only then it can be had no more.
    const wanted = crowded ? !layout.shown[each.name] : !checked;
    const act = () => {
      if (!wanted && shown === 1) return;
      change({ ...layout, shown: { ...layout.shown, [each.name]: wanted } });
    };
    return { label: each.label, checked, act, ...(crowded && { hint: t('no room') }) };
  });
}
