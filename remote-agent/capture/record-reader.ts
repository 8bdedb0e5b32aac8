import { endianness } from 'node:os';
import { eventLayout } from '../../dist/generated/event-layout.ts';

/** The whole of a record in `bytes[offset, offset + size)`; `view` covers the same memory as `bytes`. */
export type RecordListener = (
  type: number,
  bytes: Buffer,
  view: DataView,
  offset: number,
  size: number,
) => void;

/** The record stream makes no sense any more: nothing after this point can be trusted. */
export class RecordStreamError extends Error {
  override readonly name = 'RecordStreamError';
}

export const littleEndian = endianness() === 'LE';
const headerSize = eventLayout.event_header.size;
const sizeOffset = eventLayout.event_header.fields.size.offset;
const typeOffset = eventLayout.event_header.fields.type.offset;
const maximumSize = 4 * 1024 * 1024;

/**
 * Cuts a stream of chunks into records. A record inside one chunk is not copied; one that spans chunks is
 * copied once.
 */
export class RecordReader {
  #partial: Buffer | null = null;
  #filled = 0;

  constructor(readonly listener: RecordListener) {}

  /** Throws {@link RecordStreamError} where a size is impossible. */
  push(chunk: Buffer): void {
    let offset = this.#partial ? this.#fillPartial(chunk) : 0;
    const view = viewOf(chunk);
    // Asked once: with Node 18 it is a call.
    const { length } = chunk;
    while (length - offset >= headerSize) {
      const size = checkedSize(view, offset);
      if (length - offset < size) break;
      this.listener(view.getUint16(offset + typeOffset, littleEndian), chunk, view, offset, size);
      offset += size;
    }
    if (offset < length) this.#keep(chunk, view, offset);
  }

  #keep(chunk: Buffer, view: DataView, offset: number): void {
    const rest = chunk.length - offset;
    this.#partial = Buffer.allocUnsafe(rest < headerSize ? headerSize : checkedSize(view, offset));
    this.#filled = chunk.copy(this.#partial, 0, offset);
  }

  /** Returns how much of the chunk belonged to the record that was begun. */
  #fillPartial(chunk: Buffer): number {
    let used = this.#fill(chunk, 0);
    let partial = this.#partial;
    if (!partial || this.#filled < partial.length) return used;
    const size = checkedSize(viewOf(partial), 0);
    if (size > partial.length) {
      this.#partial = Buffer.allocUnsafe(size);
      partial.copy(this.#partial);
      used += this.#fill(chunk, used);
      partial = this.#partial;
      if (this.#filled < size) return used;
    }
    this.#partial = null;
    const view = viewOf(partial);
    this.listener(view.getUint16(typeOffset, littleEndian), partial, view, 0, size);
    return used;
  }

  #fill(chunk: Buffer, from: number): number {
    if (!this.#partial) return 0;
    const room = this.#partial.length - this.#filled;
    const copied = chunk.copy(this.#partial, this.#filled, from, from + room);
    this.#filled += copied;
    return copied;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function checkedSize(view: DataView, offset: number): number {
  const size = view.getUint32(offset + sizeOffset, littleEndian);
  if (size < headerSize || size > maximumSize || size % 8 !== 0) {
    throw new RecordStreamError(
      `The loader sent a record with an impossible size of ${size} bytes.`,
    );
  }
  return size;
}
