import type { MemoryBudget } from '../stream/budget.ts';
import { HeldPieces } from './held-pieces.ts';
import { cut, endOf, type Piece } from './piece.ts';
import { distance } from './sequence.ts';

/** Who takes one direction of a connection in order. */
export interface PieceConsumer {
  piece(piece: Piece): void;
  /** No record will come any more of `length` bytes at `position`. */
  lost(position: number, length: number, timeNs: number): void;
  /** The FIN: everything before it was told or declared lost. */
  ended(timeNs: number): void;
}

/** As a packet tells them. */
export interface SegmentBytes {
  /** Of the first byte. */
  readonly sequence: number;
  readonly length: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly timeNs: number;
  readonly unreadable: boolean;
}

/** A segment that the network lost is sent again after 200 ms to a few seconds; its receiver waits as well. */
const patienceNs = 3e9;
/** The largest window there can be (RFC 7323, 2.3): what is farther away belongs to something else. */
const farthest = 2 ** 30;
/** A receiver takes a reset within its window only (RFC 9293, 3.10.7.4); Linux has no larger one unless it is told to. */
const nearby = 2 ** 24;
const mostPieces = 1024;
const mostBytes = 4 * 1024 * 1024;

/**
 * Makes a byte stream of the segments of one direction: each byte once and in order. What is missing is waited
 * for until the other end acknowledges it, so that it must have passed unseen, or until patience or room ends.
 */
export class Reassembly {
  /** Bytes that were told in two ways; the first one counts. */
  contradictions = 0;
  /** Position of the next byte, and its sequence number. */
  #next = 0;
  #sequence: number | null = null;
  #end: number | null = null;
  #endNs = 0;
  #over = false;
  /** Since when the next byte is missing although later ones are there. */
  #missingSinceNs: number | null = null;
  readonly #held: HeldPieces;

  constructor(
    readonly consumer: PieceConsumer,
    budget: MemoryBudget,
  ) {
    this.#held = new HeldPieces(budget);
  }

  get started(): boolean {
    return this.#sequence !== null;
  }

  /** Bytes told or declared lost so far. */
  get position(): number {
    return this.#next;
  }

  /** The FIN was reached. */
  get over(): boolean {
    return this.#over;
  }

  get waiting(): boolean {
    return this.#missingSinceNs !== null;
  }

  /** Whether a reset with this sequence number may be one of this stream: receivers pass over all others. */
  mayResetAt(sequence: number): boolean {
    return this.#sequence === null || Math.abs(this.#positionOf(sequence) - this.#next) <= nearby;
  }

  /** The first byte has this sequence number. Only the first call counts. */
  startAt(sequence: number): void {
    this.#sequence ??= sequence >>> 0;
  }

  /** Whether all of it was known: it was sent again. */
  segment(segment: SegmentBytes): boolean {
    this.startAt(segment.sequence);
    const { length, bytes, start, end, timeNs, unreadable } = segment;
    const position = this.#positionOf(segment.sequence);
    if (position + length <= this.#next) {
      // A single byte that is known asks whether the other end is there (RFC 9293, 3.8.4).
      return length > 1;
    }
    if (position > this.#next + farthest || (this.#end !== null && position >= this.#end)) {
      this.contradictions++;
      return false;
    }
    const piece = { position, length, bytes, start, end, timeNs, unreadable };
    if (position <= this.#next && this.#held.count === 0) {
      this.#tell(cut(piece, this.#next, endOf(piece)));
    } else this.#hold(cut(piece, this.#next, endOf(piece)));
    this.#reached(timeNs);
    return false;
  }

  /** What comes before this sequence number is of no interest. */
  skipTo(sequence: number): void {
    this.startAt(sequence);
    this.#held.clear();
    this.#missingSinceNs = null;
    this.#next = Math.max(this.#next, this.#positionOf(sequence));
  }

  /** The direction ends before this sequence number. */
  endAt(sequence: number, timeNs: number): void {
    this.startAt(sequence);
    if (this.#end !== null) return;
    this.#end = Math.max(this.#next, this.#positionOf(sequence));
    this.#endNs = timeNs;
    this.#reached(timeNs);
  }

  /** The other end has everything before this sequence number. */
  acknowledged(sequence: number, timeNs: number): void {
    if (this.#sequence === null) return;
    const position = Math.min(this.#positionOf(sequence), this.#end ?? Number.POSITIVE_INFINITY);
    // One more than is known may be a FIN that was not seen.
    if (position <= this.#next + (this.#held.count > 0 || this.#end !== null ? 0 : 1)) return;
    if (position > this.#next + farthest) return;
    while (this.#next < position) {
      this.#giveUp(Math.min(position, this.#held.first?.position ?? position), timeNs);
    }
    this.#reached(timeNs);
  }

  expire(nowNs: number): void {
    const since = this.#missingSinceNs;
    if (since !== null && since <= nowNs - patienceNs) {
      this.#giveUp(this.#nextKnown, nowNs);
      this.#reached(nowNs);
    }
  }

  /** Nothing will come any more: tells what is held. */
  flush(timeNs: number): void {
    while (this.#held.count > 0) this.#giveUp(this.#nextKnown, timeNs);
    if (this.#end !== null && this.#next < this.#end) this.#giveUp(this.#end, timeNs);
    this.#reached(timeNs);
  }

  #positionOf(sequence: number): number {
    const next = ((this.#sequence ?? 0) + this.#next) >>> 0;
    return this.#next + distance(next, sequence);
  }

  /** Where what is missing ends. */
  get #nextKnown(): number {
    return this.#held.first?.position ?? this.#end ?? this.#next;
  }

  #hold(piece: Piece): void {
    const kept = this.#held.add(piece, () => this.contradictions++);
    while (this.#held.count > mostPieces || this.#held.bytes > mostBytes) {
      this.#giveUp(this.#nextKnown, piece.timeNs);
    }
    if (kept) return;
    // Without room everything is told as it is, and this piece as well.
    while (this.#held.count > 0) this.#giveUp(this.#nextKnown, piece.timeNs);
    if (endOf(piece) <= this.#next) return;
    if (piece.position > this.#next) this.#declareLost(piece.position, piece.timeNs);
    this.#tell(cut(piece, this.#next, endOf(piece)));
  }

  /** Declares everything before `position` lost that has not come, and tells what follows. */
  #giveUp(position: number, timeNs: number): void {
    if (position > this.#next) this.#declareLost(position, timeNs);
    this.#tellHeld();
  }

  #declareLost(position: number, timeNs: number): void {
    const at = this.#next;
    this.#next = position;
    this.#missingSinceNs = null;
    this.consumer.lost(at, position - at, timeNs);
  }

  #tell(piece: Piece): void {
    this.#next = endOf(piece);
    this.#missingSinceNs = null;
    this.consumer.piece(piece);
  }

  #tellHeld(): void {
    for (let first = this.#held.first; first && first.position <= this.#next; ) {
      this.#held.shift();
      if (endOf(first) > this.#next) this.#tell(cut(first, this.#next, endOf(first)));
      first = this.#held.first;
    }
  }

  /** After each change: what can be told now, whether something is missing, and whether the end has come. */
  #reached(timeNs: number): void {
    this.#tellHeld();
    const complete = this.#held.count === 0 && (this.#end === null || this.#next >= this.#end);
    if (complete) this.#missingSinceNs = null;
    else this.#missingSinceNs ??= timeNs;
    if (!this.#over && this.#end !== null && this.#next >= this.#end) {
      this.#over = true;
      this.consumer.ended(Math.max(timeNs, this.#endNs));
    }
  }
}
