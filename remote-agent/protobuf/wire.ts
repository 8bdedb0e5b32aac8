/** A field as the encoding of Protocol Buffers has it, by indexes into its message. */
export interface WireField {
  readonly number: number;
  /** 0: a varint, 1: eight bytes, 2: length-delimited, 5: four bytes. */
  readonly type: 0 | 1 | 2 | 5;
  /** Where its tag begins, and after it. */
  readonly start: number;
  readonly tagEnd: number;
  /** Its value, without the length of a length-delimited one. */
  readonly from: number;
  readonly to: number;
  /** Of a varint, and the length of a length-delimited one. */
  readonly varint: bigint;
}

/** Goes from field to field of a message, as far as its bytes follow the encoding. */
export class WireCursor {
  /** After the last field that was read. */
  at = 0;

  constructor(readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at === this.bytes.length;
  }

  /** The next field; `null` where there is none, or none to its end. `cut`: a length-delimited one may lack its end. */
  next(cut = false): WireField | null {
    const start = this.at;
    const field = this.done ? null : this.#read(start, cut);
    this.at = field?.to ?? start;
    return field;
  }

  /** A number that stands without its tag, as packed ones do; `null` where there is none to its end. */
  untagged(type: 0 | 1 | 5): Pick<WireField, 'from' | 'varint'> | null {
    const from = this.at;
    const varint = type === 0 ? this.#varint() : 0n;
    const to = type === 0 ? this.at : from + Number(lengths[type]);
    this.at = varint === null || to > this.bytes.length ? from : to;
    return varint === null || this.at === from ? null : { from, varint };
  }

  /** After {@link next} found no more: where the value begins that is cut off, or {@link at} where none is. */
  get cutValueAt(): number {
    const start = this.at;
    this.#varint();
    const length = this.#varint();
    const from = this.at;
    this.at = start;
    const isText = ((this.bytes[start] ?? 0) & 7) === 2;
    return isText && length !== null ? from : start;
  }

  #read(start: number, cut: boolean): WireField | null {
    const tag = this.#varint();
    if (tag === null || tag >> 3n < 1n || tag >> 3n >= 2n ** 29n) return null;
    const type = Number(tag & 7n);
    if (type !== 0 && type !== 1 && type !== 2 && type !== 5) return null;
    const tagEnd = this.at;
    const varint = type === 0 || type === 2 ? this.#varint() : 0n;
    if (varint === null) return null;
    const length = type === 2 ? varint : lengths[type];
    const left = this.bytes.length - this.at;
    if (length > BigInt(left) && !(cut && type === 2)) return null;
    const from = type === 0 ? tagEnd : this.at;
    const to = this.at + Math.min(Number(length), left);
    return { number: Number(tag >> 3n), type, start, tagEnd, from, to, varint };
  }

  #varint(): bigint | null {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return null;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value < 2n ** 64n ? value : null;
    }
    return null;
  }
}

/** After the varint, by type. */
const lengths = { 0: 0n, 1: 8n, 5: 4n } as const;

/** Whether the bytes are fields to their end. */
export function isMessage(bytes: Buffer): boolean {
  const cursor = new WireCursor(bytes);
  while (cursor.next());
  return bytes.length > 0 && cursor.done;
}

/** A varint of a length, which MQTT and SignalR write in the same way. */
export function varintOf(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Whether a length-delimited value is taken for text. */
export function isPrintable(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte === 127 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
