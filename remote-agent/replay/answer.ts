import type { HeaderField } from '../protocol/exchange.ts';

/** A response as it came, and when. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly HeaderField[];
  readonly trailers: readonly HeaderField[];
  readonly responseStartMs: number;
  readonly content: Content;
}

/** So much of a content is kept; the rest is counted. */
const mostKept = 4 * 1024 * 1024;
/** What is longer is not waited for. */
const mostRead = 64 * 1024 * 1024;

/** The content of a response while it comes. */
export class Content {
  readonly #pieces: Buffer[] = [];
  #kept = 0;
  length = 0;
  /** Its end was not waited for. */
  cut = false;

  /** @returns whether to go on */
  add(piece: Buffer): boolean {
    const room = mostKept - this.#kept;
    if (room > 0) {
      const part = piece.subarray(0, room);
      this.#pieces.push(part);
      this.#kept += part.length;
    }
    this.length += piece.length;
    if (this.length > mostRead) this.cut = true;
    return !this.cut;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

/** Names and values in turn, as Node tells them. */
export function fieldsOf(raw: readonly string[]): readonly HeaderField[] {
  const fields: HeaderField[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) fields.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return fields;
}
