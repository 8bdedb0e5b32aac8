import type { Column } from './column.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What somebody has made of a table's columns. */
export interface Layout {
  /** Pixels, of the columns that were sized. */
  readonly widths: Readonly<Record<string, number>>;
  /** Of the columns that were shown or hidden. */
  readonly shown: Readonly<Record<string, boolean>>;
  /** `null`: as they came. */
  readonly sort: Sort | null;
  /** What rows are put together by. */
  readonly group: string | null;
}

export const plainLayout: Layout = { widths: {}, shown: {}, sort: null, group: null };

/** As in style/table.css. */
const gap = 8;
const padding = 16;
const most = 2000;

type Sized = Pick<Column<never>, 'name' | 'width' | 'least' | 'grow' | 'leaves' | 'extra'>;

/** Names of columns that are shown unless somebody has hidden them, extra or not. */
export type Called = ReadonlySet<string>;

export function isShown(
  { name, extra }: Pick<Sized, 'name' | 'extra'>,
  layout: Layout,
  called: Called,
): boolean {
  return layout.shown[name] ?? (!extra || called.has(name));
}

/** The columns that are wanted and have room in so many pixels; at least one stays. */
export function fitting<Some extends Sized>(
  columns: readonly Some[],
  layout: Layout,
  pixels: number,
  called: Called = new Set(),
): readonly Some[] {
  let fit = columns.filter((column) => isShown(column, layout, called));
  const needed = () =>
    fit.reduce(
      (sum, column) => sum + (layout.widths[column.name] ?? column.least) + gap,
      padding - gap,
    );
  while (needed() > pixels) {
    const next = fit.reduce<Some | undefined>(
      (last, column) => ((column.leaves ?? 0) > (last?.leaves ?? 0) ? column : last),
      undefined,
    );
    if (!next) break;
    fit = fit.filter((column) => column !== next);
  }
  return fit;
}

/** `grid-template-columns` of a row. */
export function gridColumns(columns: readonly Sized[], { widths }: Layout): string {
  const grows = columns.some(({ name, grow }) => grow && widths[name] === undefined);
  const tracks = columns.map(({ name, width, least, grow }) => {
    const set = widths[name];
    if (set !== undefined) return `${set}px`;
    return grow ? `minmax(${least}px, ${grow}fr)` : `minmax(${least}px, ${width}px)`;
  });
  // Without a column that grows, rows still reach the edge.
  return grows ? tracks.join(' ') : `${tracks.join(' ')} minmax(0, 1fr)`;
}

export function resized(layout: Layout, column: Sized, pixels: number): Layout {
  const width = Math.round(Math.min(Math.max(pixels, Math.min(column.least, 24)), most));
  return { ...layout, widths: { ...layout.widths, [column.name]: width } };
}

/** Ascending, then descending, then as they came. */
export function sortedNext({ sort }: Layout, column: string): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** A layout of before, which may have any shape. */
export function layoutOf(value: unknown): Layout {
  if (!isRecord(value)) return plainLayout;
  const { widths, shown, sort, group } = value;
  return {
    widths: entries(widths, (item) => Number.isFinite(item)) as Layout['widths'],
    shown: entries(shown, (item) => typeof item === 'boolean') as Layout['shown'],
    sort:
      isRecord(sort) && typeof sort['column'] === 'string'
        ? { column: sort['column'], descending: sort['descending'] === true }
        : null,
    group: typeof group === 'string' ? group : null,
  };
}

function entries(value: unknown, good: (item: unknown) => boolean): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, item]) => good(item)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
