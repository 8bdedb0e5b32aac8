import { varintOf } from '../protobuf/wire.ts';

/** Reads the fields of a packet one after the other, as MQTT has them, and writes them anew. Text has one character a byte. */
export class PacketFields {
  at = 0;
  written = '';

  constructor(readonly text: string) {}

  get left(): number {
    return this.text.length - this.at;
  }

  /** Takes so many bytes over as they are; fewer where there are no more. */
  copy(count: number): string {
    const part = this.text.slice(this.at, this.at + count);
    this.at += part.length;
    this.written += part;
    return part;
  }

  /** One byte as a number; NaN where there is none. */
  byte(): number {
    return this.copy(1).charCodeAt(0);
  }

  /** Text or data with two bytes of length before it, changed. Of one that is cut off, what there is. */
  string(change: (content: string) => string = (content) => content): string {
    if (this.left < 2) return this.copy(2);
    const length = this.text.charCodeAt(this.at) * 256 + this.text.charCodeAt(this.at + 1);
    const content = this.text.slice(this.at + 2, this.at + 2 + length);
    this.at += 2 + content.length;
    const changed = change(content);
    const told = length + changed.length - content.length;
    this.written += String.fromCharCode((told >> 8) & 255, told & 255) + changed;
    return content;
  }

  /** Takes over what is left, changed. */
  rest(change: (content: string) => string): void {
    this.written += change(this.text.slice(this.at));
    this.at = this.text.length;
  }

  /** Takes a number of one to four bytes over; `false` where there is none. */
  variable(): boolean {
    const number = this.#variable();
    if (number) this.copy(number.length);
    return number !== null;
  }

  /**
   * A part with its length before it, of which `change` reads and writes the fields; it is kept as it is where nothing of
   * it changes. `false`, and nothing is read, where there is no length, or `change` says that these are no such fields, or
   * it is to be `whole` and is cut off.
   */
  part(change: (fields: PacketFields, isCut: boolean) => boolean, whole = false): boolean {
    const number = this.#variable();
    if (!number || (whole && this.left - number.length < number.value)) return false;
    const start = this.at + number.length;
    const content = this.text.slice(start, start + number.value);
    const fields = new PacketFields(content);
    if (!change(fields, content.length < number.value)) return false;
    fields.copy(fields.left);
    const same = fields.written === content;
    const told = number.value + fields.written.length - content.length;
    this.written += same ? this.text.slice(this.at, start) : varintOf(told).toString('latin1');
    this.written += fields.written;
    this.at = start + content.length;
    return true;
  }

  #variable(): { readonly value: number; readonly length: number } | null {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.text.charCodeAt(this.at + i);
      if (Number.isNaN(byte)) return null;
      value += (byte & 127) * 128 ** i;
      if (byte < 128) return { value, length: i + 1 };
    }
    return null;
  }
}
