import { type GroupRow, isGroup } from '../protocol/rows.ts';
import type { Column, Span } from './column.ts';

/** The stretch of time that rows take, for their bars; undefined where no column has any. */
export function spanOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly (Row | GroupRow)[],
): Span | undefined {
  const span = columns.find((column) => column.span)?.span;
  if (!span) return undefined;
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (isGroup(row)) continue;
    const taken = span(row);
    fromMs = Math.min(fromMs, taken.fromMs);
    toMs = Math.max(toMs, taken.toMs);
  }
  return toMs < fromMs ? undefined : { fromMs, toMs };
}
