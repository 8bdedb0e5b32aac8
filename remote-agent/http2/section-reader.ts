import type { MemoryBudget } from '../stream/budget.ts';
import { GatheredBytes } from '../stream/gathered-bytes.ts';
import { FieldBlock } from './field-block.ts';
import { type FrameHeader, frameFlag, frameType, readStreamId } from './frame.ts';
import { HpackDecoder } from './hpack-decoder.ts';

/** A field section: the fields of one HEADERS or PUSH_PROMISE frame and the CONTINUATION frames after it. */
export interface FieldSection {
  readonly stream: number;
  /** The stream that a PUSH_PROMISE reserves; 0 for HEADERS. */
  readonly promised: number;
  readonly endStream: boolean;
  /** Position of the first frame in its direction. */
  readonly position: number;
  readonly beganNs: number;
  /** Bytes of its frames. */
  length: number;
  /** Of these, bytes that are missing. */
  missing: number;
  readonly block: FieldBlock;
}

/** Longest section that is decoded; the rest of a longer one is not known. */
const sectionLimit = 256 * 1024;

/** Puts the field sections of one direction together and decodes them in their order. */
export class SectionReader {
  readonly #decoder: HpackDecoder;
  #open: FieldSection | null = null;
  readonly #held: GatheredBytes;
  /** What the budget accounts for of the decoder's table. */
  #tableCost = 0;

  constructor(
    readonly take: (section: FieldSection, endedNs: number) => void,
    readonly budget: MemoryBudget,
    joined: boolean,
  ) {
    this.#held = new GatheredBytes(budget, sectionLimit);
    this.#decoder = new HpackDecoder(joined);
  }

  /** A section has begun that goes on with the next frame. */
  get open(): boolean {
    return this.#open !== null;
  }

  /** A HEADERS, PUSH_PROMISE or CONTINUATION frame; where it is not `whole`, its rest is missing. */
  frame(header: FrameHeader, bytes: Buffer, start: number, end: number, whole: boolean): void {
    if (header.type === frameType.continuation) {
      this.#continue(header, bytes, start, end, whole);
      return;
    }
    this.giveUp(header.endedNs);
    const [section, from, to] = readStart(header, bytes, start, end, whole);
    if (!whole) section.missing = header.length - (end - start);
    const endsHere = header.has(frameFlag.endHeaders) || !whole;
    if (!endsHere) {
      this.#open = section;
      this.#hold(bytes, from, to);
    } else this.#finish(section, bytes, from, to, header.endedNs);
  }

  /** Frames are missing, or others came where this section should have gone on. */
  giveUp(endedNs: number): void {
    const section = this.#open;
    if (!section) return;
    section.block.broken = true;
    const held = this.#takeHeld();
    this.#finish(section, held, 0, held.length, endedNs);
  }

  /** Sections may have been lost. */
  lost(endedNs: number): void {
    this.giveUp(endedNs);
    this.#decoder.distrust();
    this.#accountForTable();
  }

  #continue(header: FrameHeader, bytes: Buffer, start: number, end: number, whole: boolean): void {
    const section = this.#open;
    if (!section || section.stream !== header.stream) {
      this.lost(header.endedNs);
      return;
    }
    section.length += header.length + 9;
    if (!whole) section.missing += header.length - (end - start);
    this.#hold(bytes, start, end);
    if (!header.has(frameFlag.endHeaders) && whole && !section.block.broken) return;
    const held = this.#takeHeld();
    this.#finish(section, held, 0, held.length, header.endedNs);
  }

  #hold(bytes: Buffer, start: number, end: number): void {
    if (!this.#held.add(bytes, start, end) && this.#open) this.#open.block.broken = true;
  }

  #takeHeld(): Buffer {
    this.#open = null;
    return this.#held.take();
  }

  #finish(section: FieldSection, bytes: Buffer, start: number, end: number, endedNs: number): void {
    const { block } = section;
    const incomplete = section.missing > 0 || block.broken;
    this.#decoder.decode(bytes, start, end, block);
    if (incomplete) {
      block.broken = true;
      this.#decoder.distrust();
    }
    this.#accountForTable();
    this.take(section, endedNs);
  }

  /** Where there is no room for the table, what it holds is not known. */
  #accountForTable(): void {
    const growth = this.#decoder.cost - this.#tableCost;
    if (growth > 0 && !this.budget.take(growth)) this.#decoder.distrust();
    else if (growth > 0) this.#tableCost += growth;
    if (this.#decoder.cost >= this.#tableCost) return;
    this.budget.give(this.#tableCost - this.#decoder.cost);
    this.#tableCost = this.#decoder.cost;
  }
}

/** The section that a frame begins, and where its fields begin and end in `bytes`. */
function readStart(
  header: FrameHeader,
  bytes: Buffer,
  start: number,
  end: number,
  whole: boolean,
): [FieldSection, number, number] {
  let from = start;
  let to = end;
  if (header.has(frameFlag.padded)) {
    const padding = bytes[from++] ?? 0;
    if (whole) to = Math.max(from, to - padding);
  }
  let promised = 0;
  const promises = header.type === frameType.pushPromise;
  if (promises) {
    if (from + 4 <= end) promised = readStreamId(bytes, from);
    from += 4;
  } else if (header.has(frameFlag.priority)) from += 5;
  const { stream, position, beganNs } = header;
  const section: FieldSection = {
    stream,
    promised,
    endStream: !promises && header.has(frameFlag.endStream),
    position,
    beganNs,
    length: header.length + 9,
    missing: 0,
    block: new FieldBlock(),
  };
  return [section, Math.min(from, to), to];
}
