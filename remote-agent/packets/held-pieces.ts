import { type MemoryBudget, pieceOverhead } from '../stream/budget.ts';
import { contradicts, cut, endOf, type Piece } from './piece.ts';

/** Pieces that came too early, by position and without overlaps. */
export class HeldPieces {
  readonly #pieces: Piece[] = [];
  #bytes = 0;

  constructor(readonly budget: MemoryBudget) {}

  get count(): number {
    return this.#pieces.length;
  }

  get first(): Piece | undefined {
    return this.#pieces[0];
  }

  /** The position after the last one. */
  get end(): number {
    const last = this.#pieces.at(-1);
    return last ? endOf(last) : 0;
  }

  /**
   * Keeps what is not held already: the first one to tell a byte is right. `false`: the budget has no room.
   * `contradiction` is called where a byte is told in two ways.
   */
  add(piece: Piece, contradiction: () => void): boolean {
    let index = this.#indexOf(piece.position);
    let from = piece.position;
    while (from < endOf(piece)) {
      const next = this.#pieces[index];
      const to = Math.min(endOf(piece), next?.position ?? Number.POSITIVE_INFINITY);
      if (from < to) {
        if (!this.#insert(index, cut(piece, from, to))) return false;
        index++;
      }
      if (!next) break;
      if (contradicts(piece, next)) contradiction();
      from = Math.max(from, endOf(next));
      index++;
    }
    return true;
  }

  /** Takes the first one out. */
  shift(): Piece | undefined {
    const piece = this.#pieces.shift();
    if (piece) this.#give(piece);
    return piece;
  }

  clear(): void {
    while (this.shift());
  }

  get bytes(): number {
    return this.#bytes;
  }

  #insert(index: number, piece: Piece): boolean {
    if (!this.budget.take(weightOf(piece))) return false;
    this.#bytes += weightOf(piece);
    this.#pieces.splice(index, 0, piece);
    return true;
  }

  #give(piece: Piece): void {
    this.#bytes -= weightOf(piece);
    this.budget.give(weightOf(piece));
  }

  /** Of the first piece that does not end before or at `position`. */
  #indexOf(position: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece && endOf(piece) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A piece keeps the whole chunk alive in which its bytes came; that is shared with its neighbours. */
function weightOf(piece: Piece): number {
  return pieceOverhead + piece.end - piece.start;
}
