/**
 * How rows lie in the scrolled area. Browsers limit the height of an element (Chromium: 33,554,428 px), so a
 * list that would be higher is squeezed: the scroll bar then moves over more than it shows, in proportion.
 */
export interface Geometry {
  readonly rows: number;
  readonly rowHeight: number;
  readonly viewport: number;
}

/** Well below what every browser can do. */
const maxHeight = 8_000_000;

export function fullHeight({ rows, rowHeight }: Geometry): number {
  return rows * rowHeight;
}

/** Height of the element that makes the scroll bar. */
export function scrollHeight(geometry: Geometry): number {
  return Math.min(fullHeight(geometry), maxHeight);
}

export function isSqueezed(geometry: Geometry): boolean {
  return fullHeight(geometry) > maxHeight;
}

/** Pixels of the unsqueezed list above the viewport, at most. */
export function maxOffset(geometry: Geometry): number {
  return Math.max(0, fullHeight(geometry) - geometry.viewport);
}

/** Pixels of the unsqueezed list above the viewport when the scroll bar stands at `scrollTop`. */
export function offsetAt(geometry: Geometry, scrollTop: number): number {
  const travel = Math.max(0, scrollHeight(geometry) - geometry.viewport);
  if (travel === 0) return 0;
  const offset = isSqueezed(geometry) ? (scrollTop / travel) * maxOffset(geometry) : scrollTop;
  return Math.min(Math.max(0, offset), maxOffset(geometry));
}

/** Where the scroll bar stands for an offset; the inverse of {@link offsetAt}. */
export function scrollTopAt(geometry: Geometry, offset: number): number {
  const most = maxOffset(geometry);
  const inside = Math.min(Math.max(0, offset), most);
  if (!isSqueezed(geometry) || most === 0) return inside;
  return (inside / most) * Math.max(0, scrollHeight(geometry) - geometry.viewport);
}

/** The rows that an offset shows, partly or whole: from `first` up to, not including, `end`. */
export function rowsAt(geometry: Geometry, offset: number): { first: number; end: number } {
  const { rows, rowHeight, viewport } = geometry;
  const first = Math.min(Math.floor(offset / rowHeight), rows);
  return { first, end: Math.min(rows, Math.ceil((offset + viewport) / rowHeight)) };
}

/** The offset nearest to the present one that shows a row whole. */
export function offsetShowing(geometry: Geometry, offset: number, row: number): number {
  const top = row * geometry.rowHeight;
  if (top < offset) return top;
  const bottom = top + geometry.rowHeight;
  return bottom > offset + geometry.viewport ? bottom - geometry.viewport : offset;
}
