import type { HeaderField } from '../protocol/exchange.ts';
import { entryOverhead } from './dynamic-table.ts';

/** Fields of one block that are kept, counted as RFC 9113, section 6.5.2, counts a header list. */
const listLimit = 128 * 1024;

/** The fields of one field section (RFC 9113, section 4.3), pseudo-header fields among them. */
export class FieldBlock {
  readonly fields: HeaderField[] = [];
  /** Fields that refer to dynamic-table entries that are not known. */
  unknown = 0;
  /** Fields that were left out, because the section is too long to be kept. */
  omitted = 0;
  /** The bytes end before the section does, or do not follow RFC 7541. */
  broken = false;
  size = 0;

  add(field: HeaderField): void {
    this.size += field[0].length + field[1].length + entryOverhead;
    if (this.size > listLimit) this.omitted++;
    else this.fields.push(field);
  }
}
