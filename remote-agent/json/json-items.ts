import { Encoded, type Write } from './ascii-json.ts';
import { AsciiWriter } from './ascii-writer.ts';

/** An object of one member, `name`: an array that grows by one item after the other. */
export class JsonItems<Name extends string, Item> {
  readonly #writer = new AsciiWriter();
  readonly #open: Buffer;
  #count = 0;
  #before = 0;

  constructor(
    name: Name,
    readonly write: Write<Item>,
  ) {
    this.#open = Buffer.from(`{${JSON.stringify(name)}:[`);
    this.#writer.raw(this.#open);
  }

  get count(): number {
    return this.#count;
  }

  /** How many bytes the items take. */
  get length(): number {
    return this.#writer.length - this.#open.length;
  }

  /** Returns the bytes of the item. */
  add(item: Item): number {
    this.#before = this.#writer.length;
    if (this.#count > 0) this.#writer.byte(44);
    this.write(this.#writer, item);
    this.#count++;
    return this.#writer.length - this.#before;
  }

  /** Takes back the item that was added last. */
  undo(): void {
    this.#writer.shorten(this.#before);
    this.#count--;
  }

  /** The object; the next item begins a new one. */
  take(): Encoded<{ readonly [Key in Name]: readonly Item[] }> {
    this.#writer.ascii(']}');
    const json = this.#writer.take();
    this.#writer.raw(this.#open);
    this.#count = 0;
    return new Encoded(json);
  }
}
