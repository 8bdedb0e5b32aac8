import { detached } from '../content/detached.ts';
import type { Content, SkipVerdict } from './content.ts';
import { Fields } from './fields.ts';
import type { Message } from './message.ts';
import { stripCarriageReturn } from './start-line.ts';

const longestLine = 4096;
const longestTrailers = 8192;
const sizeLine = /^0*([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/;
const lastChunk = '0\r\n\r\n';
const lastChunkLength = lastChunk.length;
/** What follows the content of the last chunk but one. */
const contentEnd = `\r\n${lastChunk}`;
const endLength = contentEnd.length;

type State = 'size' | 'data' | 'data-end' | 'trailers' | 'done' | 'broken';

/** Decodes the chunked transfer coding (RFC 9112, section 7.1) into a message. */
export class ChunkedContent implements Content {
  readonly endsWithConnection = false;
  readonly excess = 0;
  #state: State = 'size';
  #remaining = 0;
  #line = '';
  /** Lines; `null` where there is no room for them. */
  #trailers: string[] | null = [];
  #trailersLength = 0;

  constructor(readonly message: Message) {}

  get done(): boolean {
    return this.#state === 'done';
  }

  get broken(): boolean {
    return this.#state === 'broken';
  }

  read(bytes: Buffer, at: number, end: number): number {
    let next = at;
    while (next < end && this.#state !== 'done' && this.#state !== 'broken') {
      next = this.#state === 'data' ? this.#data(bytes, next, end) : this.#lines(bytes, next, end);
    }
    return next;
  }

  /** Servers send the last chunk by itself, or after what is left of the content. */
  isEnd(bytes: Buffer, start: number, end: number): boolean {
    const last = bytes.toString('latin1', Math.max(start, end - endLength), end);
    return last === lastChunk || last === contentEnd;
  }

  skip(length: number): SkipVerdict {
    if (this.#line === '' && this.#state === 'size' && length === lastChunkLength) {
      return 'presumed-end';
    }
    if (this.#state !== 'data' && !(this.#state === 'data-end' && this.#line === '')) return 'lost';
    const content = Math.min(length, this.#remaining);
    this.message.bodyBytes += content;
    this.message.body.close();
    this.#remaining -= content;
    const beyond = length - content;
    if (beyond === endLength) return 'presumed-end';
    if (beyond !== 0 && beyond !== 2) return 'lost';
    if (this.#remaining === 0) this.#state = beyond === 2 ? 'size' : 'data-end';
    return 'inside';
  }

  #data(bytes: Buffer, at: number, end: number): number {
    const taken = Math.min(end - at, this.#remaining);
    this.message.body.append(bytes, at, at + taken);
    this.message.bodyBytes += taken;
    this.#remaining -= taken;
    if (this.#remaining === 0) this.#state = 'data-end';
    return at + taken;
  }

  #lines(bytes: Buffer, at: number, end: number): number {
    let next = at;
    while (next < end && bytes[next] !== 10) next++;
    const part = bytes.toString('latin1', at, next);
    this.#line = this.#line === '' ? part : detached(this.#line + part);
    if (this.#line.length > longestLine) {
      this.#break('chunk line too long');
      return next;
    }
    if (next === end) return next;
    const line = stripCarriageReturn(this.#line);
    this.#line = '';
    this.#endLine(line);
    return next + 1;
  }

  #endLine(line: string): void {
    if (this.#state === 'trailers') this.#trailer(line);
    else if (this.#state === 'data-end') {
      if (line === '') this.#state = 'size';
      else this.#break('chunk longer than its size');
    } else this.#size(line);
  }

  #size(line: string): void {
    const match = sizeLine.exec(line);
    if (!match?.[1]) {
      this.#break('unreadable chunk size');
      return;
    }
    this.#remaining = Number.parseInt(match[1], 16);
    this.#state = this.#remaining === 0 ? 'trailers' : 'data';
  }

  #trailer(line: string): void {
    if (line !== '') {
      this.#trailersLength += line.length + 1;
      if (this.#trailersLength > longestTrailers) this.#break('trailers too long');
      else if (this.#trailers && this.message.holdTrailers(1, line.length)) {
        this.#trailers.push(`${line}\n`);
      } else this.#trailers = null;
      return;
    }
    this.#state = 'done';
    if (!this.#trailers?.length) return;
    const { fields, odd } = new Fields(this.#trailers.join(''), 0);
    this.message.trailers = fields;
    for (const what of odd) this.message.malformed(what);
  }

  #break(what: string): void {
    this.message.malformed(what);
    this.#state = 'broken';
  }
}
