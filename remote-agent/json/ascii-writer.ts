import { type Constant, shortConstant, wordBytes } from './constant.ts';
import { longestTime, putMillionths, putTime, timesFrom, timesTo } from './digits.ts';

/** Texts that are longer go through the library: what it costs to call it is little then. */
const shortText = 96;
const firstSize = 256 * 1024;
/** A larger memory is not kept for the next text. */
const keptSize = 4 * 1024 * 1024;

/**
 * Writes the pieces of JSON (RFC 8259), with all that is not ASCII escaped. Straight into bytes, because a text that is
 * put together of thousands of pieces and then encoded as UTF-8 costs more than everything else that happens to an
 * exchange.
 */
export class AsciiWriter {
  #bytes = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  /** How many bytes there is room for, without what a word may have beyond its text. */
  #room = 0;
  #length = 0;

  constructor() {
    this.#hold(firstSize);
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written after the first `length` bytes. */
  shorten(length: number): void {
    this.#length = length;
  }

  /** A copy of what was written from `start` on. */
  copyFrom(start: number): Buffer {
    // Buffer.from() would clear the memory first.
    const copy = Buffer.allocUnsafeSlow(this.#length - start);
    this.#bytes.copy(copy, 0, start, this.#length);
    return copy;
  }

  /** What was written, once. */
  take(): Buffer {
    const json = this.copyFrom(0);
    this.#length = 0;
    if (this.#room > keptSize) this.#hold(firstSize);
    return json;
  }

  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** Bytes that are JSON, or a part of it, as they are. */
  raw(more: Uint8Array): void {
    this.#reserve(more.length);
    this.#bytes.set(more, this.#length);
    this.#length += more.length;
  }

  constant({ words, length, bytes }: Constant): void {
    if (length > shortConstant) {
      this.raw(bytes);
      return;
    }
    this.#reserve(length);
    const view = this.#view;
    const at = this.#length;
    for (let index = 0; index < words.length; index++) {
      view.setFloat64(at + index * wordBytes, words[index] as number, true);
    }
    this.#length = at + length;
  }

  /** Text that is JSON, or a part of it, as it is. */
  ascii(text: string): void {
    this.#reserve(text.length);
    if (text.length > shortText) {
      this.#length += this.#bytes.write(text, this.#length, 'latin1');
      return;
    }
    const bytes = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.#length = at;
  }

  string(text: string): void {
    if (text.length > shortText) {
      this.#longString(text);
      return;
    }
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = 34;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 32 || code > 126 || code === 34 || code === 92) {
        this.ascii(quoted(text));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = 34;
    this.#length = at;
  }

  /**
   * Digits that JSON.parse makes the same number of. The library looks for the fewest, and for a time of day that takes
   * it longer than most of what is written of an exchange.
   */
  number(value: number): void {
    this.#reserve(longestTime);
    const at = this.#length;
    if (value >= timesFrom && value < timesTo) this.#length = putTime(this.#view, at, value);
    else if (value >= 0 && value < 10_000) {
      this.#length = putMillionths(this.#view, at, value);
      if (this.#length === at) this.ascii(`${value}`);
    } else this.ascii(Number.isFinite(value) ? `${value}` : 'null');
  }

  #longString(text: string): void {
    if (/[^ !#-[\]-~]/.test(text)) this.ascii(quoted(text));
    else {
      this.byte(34);
      this.ascii(text);
      this.byte(34);
    }
  }

  #reserve(more: number): void {
    if (this.#length + more > this.#room) this.#hold(2 * (this.#length + more));
  }

  #hold(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size + wordBytes);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    this.#room = size;
    this.#view = new DataView(larger.buffer);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
