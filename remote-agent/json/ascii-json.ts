/** The JSON of shared values, once it was asked for. */
const shared = new WeakMap<object, Buffer | null>();
/** Texts that are longer go through the library: what it costs to call it is little then. */
const shortText = 96;
const firstSize = 256 * 1024;
/** A larger memory is not kept for the next text. */
const keptSize = 4 * 1024 * 1024;

/** Marks a value that many messages have in common, and that never changes: its JSON is made once. */
export function share<Value extends object>(value: Value): Value {
  if (!shared.has(value)) shared.set(value, null);
  return value;
}

/** A value that is there as JSON already, and is put into what it is part of as it is. */
export class Encoded<Value> {
  /** Only names the type of what the JSON is of. */
  declare readonly value: Value;

  constructor(readonly json: Buffer) {
    shared.set(this, json);
  }
}

/**
 * Writes the JSON of values (RFC 8259) as JSON.stringify makes it of data, with all that is not ASCII escaped.
 * Straight into bytes, because a text that is put together of thousands of pieces and then encoded as UTF-8 costs
 * more than everything else that happens to an exchange.
 */
class AsciiJsonWriter {
  #bytes = Buffer.allocUnsafe(firstSize);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a value; one that has no JSON is `null`. */
  add(value: unknown): void {
    this.#value(value);
  }

  addByte(code: number): void {
    this.#byte(code);
  }

  /** Forgets what was written after the first `length` bytes. */
  shorten(length: number): void {
    this.#length = length;
  }

  /** What was written, once. */
  take(): Buffer {
    const json = Buffer.from(this.#bytes.subarray(0, this.#length));
    if (this.#bytes.length > keptSize) this.#bytes = Buffer.allocUnsafe(firstSize);
    this.#length = 0;
    return json;
  }

  #value(value: unknown): void {
    if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'object' && value !== null) this.#object(value);
    else if (typeof value === 'number') this.#ascii(Number.isFinite(value) ? `${value}` : 'null');
    else this.#ascii(typeof value === 'boolean' ? `${value}` : 'null');
  }

  #object(value: object): void {
    const known = shared.get(value);
    if (known) {
      this.#reserve(known.length);
      this.#bytes.set(known, this.#length);
      this.#length += known.length;
      return;
    }
    const start = this.#length;
    if (Array.isArray(value)) this.#array(value);
    else this.#members(value as Readonly<Record<string, unknown>>);
    if (known === null) {
      shared.set(value, Buffer.from(this.#bytes.subarray(start, this.#length)));
    }
  }

  #array(items: readonly unknown[]): void {
    this.#byte(91);
    for (let index = 0; index < items.length; index++) {
      if (index > 0) this.#byte(44);
      this.#value(items[index]);
    }
    this.#byte(93);
  }

  #members(value: Readonly<Record<string, unknown>>): void {
    let next = 123;
    for (const key in value) {
      const member = value[key];
      if (member === undefined) continue;
      this.#byte(next);
      this.#text(key);
      this.#byte(58);
      this.#value(member);
      next = 44;
    }
    if (next === 123) this.#byte(next);
    this.#byte(125);
  }

  #text(text: string): void {
    if (text.length > shortText) {
      this.#longText(text);
      return;
    }
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = 34;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 32 || code > 126 || code === 34 || code === 92) {
        this.#ascii(quoted(text));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = 34;
    this.#length = at;
  }

  #longText(text: string): void {
    if (/[^ !#-[\]-~]/.test(text)) this.#ascii(quoted(text));
    else {
      this.#byte(34);
      this.#ascii(text);
      this.#byte(34);
    }
  }

  #ascii(text: string): void {
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

  #byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const writer = new AsciiJsonWriter();

/** The JSON of a value, in ASCII; `null` where it has none. */
export function toAsciiJson(value: unknown): Buffer {
  writer.add(value);
  return writer.take();
}

/** A JSON array that grows by one item after the other. */
export class JsonItems<Item> {
  readonly #writer = new AsciiJsonWriter();
  #count = 0;
  #before = 0;

  get count(): number {
    return this.#count;
  }

  /** How many bytes the items take. */
  get length(): number {
    return this.#writer.length;
  }

  /** Returns the bytes of the item. */
  add(item: Item): number {
    this.#before = this.#writer.length;
    if (this.#count > 0) this.#writer.addByte(44);
    this.#writer.add(item);
    this.#count++;
    return this.#writer.length - this.#before;
  }

  /** Takes back the item that was added last. */
  undo(): void {
    this.#writer.shorten(this.#before);
    this.#count--;
  }

  /** All items, as the member of that name of an object; the next one begins a new array. */
  take<Name extends string>(name: Name): Encoded<{ readonly [Key in Name]: readonly Item[] }> {
    const [open, close] = [`{${JSON.stringify(name)}:[`, ']}'];
    this.#count = 0;
    return new Encoded(Buffer.concat([Buffer.from(open), this.#writer.take(), Buffer.from(close)]));
  }
}
