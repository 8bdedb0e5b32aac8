/** Bytes of one direction, of which the first ones are `bytes[start, end)`; the others were only counted. */
export interface Piece {
  readonly position: number;
  readonly length: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly timeNs: number;
  /** What is not there could not be read although the limit allowed it. */
  readonly unreadable: boolean;
}

export function endOf({ position, length }: Piece): number {
  return position + length;
}

/** The part of a piece from position `from` up to position `to`. */
export function cut(piece: Piece, from: number, to: number): Piece {
  const { position, length, start, end } = piece;
  if (from <= position && to >= position + length) return piece;
  const first = Math.max(from, position);
  const last = Math.min(to, position + length);
  const captured = end - start;
  const skipped = Math.min(captured, first - position);
  const kept = Math.max(0, Math.min(captured, last - position) - skipped);
  return {
    ...piece,
    position: first,
    length: last - first,
    start: start + skipped,
    end: start + skipped + kept,
  };
}

/** Whether both tell different bytes for a place that both have. */
export function contradicts(one: Piece, other: Piece): boolean {
  const from = Math.max(one.position, other.position);
  const to = Math.min(endOf(one), endOf(other));
  if (from >= to) return false;
  const a = cut(one, from, to);
  const b = cut(other, from, to);
  const length = Math.min(a.end - a.start, b.end - b.start);
  return a.bytes.compare(b.bytes, b.start, b.start + length, a.start, a.start + length) !== 0;
}
