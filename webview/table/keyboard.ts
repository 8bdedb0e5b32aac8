/** Where a key leads in a list whose positions run from `start` up to, not including, `end`. */
export interface MoveFrom {
  readonly start: number;
  readonly end: number;
  readonly active: number | null;
  /** Rows that one page moves over. */
  readonly page: number;
}

/** The position that a key leads to; `undefined` for a key that does not move, or in an empty list. */
export function moveOf(key: string, { start, end, active, page }: MoveFrom): number | undefined {
  if (end <= start) return undefined;
  const last = end - 1;
  const at = active === null ? undefined : Math.min(Math.max(active, start), last);
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at === undefined ? start : Math.min(at + 1, last);
    case 'ArrowUp':
    case 'k':
      return at === undefined ? last : Math.max(at - 1, start);
    case 'PageDown':
      return Math.min((at ?? start) + page, last);
    case 'PageUp':
      return Math.max((at ?? last) - page, start);
    case 'Home':
      return start;
    case 'End':
      return last;
    case 'Enter':
      return at;
    default:
      return undefined;
  }
}
