import type { HeaderField } from '../protocol/exchange.ts';
import { DynamicTable } from './dynamic-table.ts';
import type { FieldBlock } from './field-block.ts';
import { decodeHuffman } from './huffman.ts';
import { staticTable } from './static-table.ts';

const largestInteger = 2 ** 31;
/** What {@link HpackDecoder} reads where the bytes are none. */
const invalid = -1;

/** Decodes the field blocks of one direction of a connection (RFC 7541), which must come in their order. */
export class HpackDecoder {
  readonly #table: DynamicTable;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** `joined`: blocks went by that were not seen. */
  constructor(joined: boolean) {
    this.#table = new DynamicTable(joined);
  }

  /** About what its table takes in memory. */
  get cost(): number {
    return this.#table.cost;
  }

  /** Blocks, or parts of one, were lost. */
  distrust(): void {
    this.#table.distrust();
  }

  /** Adds the fields of `bytes[start, end)`, a block or a part of one that begins with a field, to `block`. */
  decode(bytes: Buffer, start: number, end: number, block: FieldBlock): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    while (this.#at < end) {
      if (this.#readField(block)) continue;
      block.broken = true;
      this.#table.distrust();
      return;
    }
  }

  #readField(block: FieldBlock): boolean {
    const first = this.#bytes[this.#at] ?? 0;
    if (first & 0x80) return this.#readIndexed(block);
    if (first & 0x40) return this.#readLiteral(block, 6, true);
    if (first & 0x20) {
      const limit = this.#readInteger(5);
      if (limit === invalid) return false;
      this.#table.resize(limit);
      return true;
    }
    return this.#readLiteral(block, 4, false);
  }

  #readIndexed(block: FieldBlock): boolean {
    const index = this.#readInteger(7);
    if (!this.#exists(index)) return false;
    const field = this.#entry(index);
    if (field) block.add(field);
    else block.unknown++;
    return true;
  }

  #readLiteral(block: FieldBlock, prefixBits: number, adds: boolean): boolean {
    const index = this.#readInteger(prefixBits);
    if (index === invalid || (index !== 0 && !this.#exists(index))) return false;
    const name = index === 0 ? this.#readString() : (this.#entry(index)?.[0] ?? null);
    if (index === 0 && name === null) return false;
    const value = this.#readString();
    if (value === null) return false;
    if (name === null) {
      block.unknown++;
      if (adds) this.#table.addUnknown(value.length);
      return true;
    }
    const field: HeaderField = [name, value];
    block.add(field);
    if (adds) this.#table.add(field);
    return true;
  }

  #exists(index: number): boolean {
    if (index <= 0) return false;
    return index <= staticTable.length || this.#table.has(index - staticTable.length - 1);
  }

  #entry(index: number): HeaderField | null {
    if (index <= staticTable.length) return staticTable[index - 1] ?? null;
    return this.#table.get(index - staticTable.length - 1);
  }

  /** RFC 7541, section 5.1. */
  #readInteger(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = (this.#bytes[this.#at++] ?? 0) & most;
    if (value < most) return value;
    for (let factor = 1; this.#at < this.#end; factor *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 127) * factor;
      if (value > largestInteger) return invalid;
      if (byte < 128) return value;
    }
    return invalid;
  }

  /** RFC 7541, section 5.2. */
  #readString(): string | null {
    if (this.#at >= this.#end) return null;
    const huffman = (this.#bytes[this.#at] ?? 0) >= 128;
    const length = this.#readInteger(7);
    if (length === invalid || length > this.#end - this.#at) return null;
    const start = this.#at;
    this.#at += length;
    if (huffman) return decodeHuffman(this.#bytes, start, this.#at);
    return this.#bytes.toString('latin1', start, this.#at);
  }
}
