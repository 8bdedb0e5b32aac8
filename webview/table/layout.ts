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

type Sized = Pick<
  Column<never>,
  'name' | 'width' | 'least' | 'grow' | 'claim' | 'leaves' | 'extra'
>;

/** Names of columns that are shown unless somebody has hidden them, extra or not. */
export type Called = ReadonlySet<string>;

export function isShown(
  { name, extra }: Pick<Sized, 'name' | 'extra'>,
  layout: Layout,
  called: Called,
): boolean {
  return layout.shown[name] ?? (!extra || called.has(name));
}

/** The columns that are wanted and have room in so many pixels; those without `leaves` stay anyway. */
export function fitting<Some extends Sized>(
  columns: readonly Some[],
  layout: Layout,
  pixels: number,
  called: Called = new Set(),
): readonly Some[] {
  let fit = columns.filter((column) => isShown(column, layout, called));
  while (needed(fit, layout, pixels) > pixels) {
    const next = leaving(fit, layout);
    if (!next) break;
    fit = fit.filter((column) => column !== next);
  }
  return fit;
}

/** Columns that somebody has asked for go after all others. */
function leaving<Some extends Sized>(fit: readonly Some[], { shown }: Layout): Some | undefined {
  const able = fit.filter(({ leaves }) => leaves !== undefined);
  const unasked = able.filter(({ name }) => !shown[name]);
  return (unasked.length > 0 ? unasked : able).reduce<Some | undefined>(
    (last, column) => ((column.leaves ?? 0) > (last?.leaves ?? 0) ? column : last),
    undefined,
  );
}

function needed(columns: readonly Sized[], { widths }: Layout, pixels: number): number {
  return columns.reduce(
    (sum, column) => sum + (widths[column.name] ?? smallest(column, pixels)) + gap,
    padding - gap,
  );
}

function smallest({ least, claim = 0 }: Sized, pixels: number): number {
  return Math.max(least, Math.round(claim * pixels));
}

/** `grid-template-columns` of a row of so many pixels. */
export function gridColumns(columns: readonly Sized[], layout: Layout, pixels: number): string {
  const { widths } = layout;
  const grows = columns.some(({ name, grow }) => grow && widths[name] === undefined);
  const tight = needed(columns, layout, pixels) > pixels;
  const tracks = columns.map((column) => {
    const set = widths[column.name];
    if (set !== undefined) return `${set}px`;
    const { least, width, grow } = column;
    if (!grow) return `minmax(${least}px, ${width}px)`;
    return `minmax(${tight ? 0 : smallest(column, pixels)}px, ${grow}fr)`;
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
