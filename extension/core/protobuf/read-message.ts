import { FieldReader } from '../../../remote-agent/protobuf/fields.ts';
import { isPrintable, WireCursor, type WireField } from '../../../remote-agent/protobuf/wire.ts';
import type { ProtobufField } from '../../../remote-agent/protocol/exchange.ts';
import type { EnumType, SchemaField } from './proto-file.ts';
import { int32, type Scalar, scalars } from './scalars.ts';
import { isMessage, type MessageAt, type SchemaBook } from './schema-book.ts';
import type { Located } from './schema-index.ts';

/** Bounds of what is read of one message. */
const mostFields = 500;
const deepest = 16;
const longestValue = 512;

export interface NamedMessage {
  /** Names and types where the schema has them; a field that it does not have is told as without a schema. */
  readonly fields: readonly ProtobufField[];
  /** Bytes that were not read: no fields, or too many. */
  readonly unread: number;
}

/** Reads a message as its type says. `cut`: the bytes are only its beginning. */
export function readMessage(
  book: SchemaBook,
  type: MessageAt,
  bytes: Buffer,
  cut: boolean,
): NamedMessage {
  const reader = new MessageReader(book);
  const { fields, unread } = reader.read(bytes, type, cut, 0);
  return { fields, unread: unread + reader.skipped };
}

class MessageReader {
  /** Bytes of inner messages that were too many. */
  skipped = 0;
  readonly #left = { fields: mostFields };
  readonly #unnamed = new FieldReader(this.#left);

  constructor(readonly book: SchemaBook) {}

  read(bytes: Buffer, type: MessageAt, cut: boolean, depth: number): NamedMessage {
    const cursor = new WireCursor(bytes);
    const fields: ProtobufField[] = [];
    while (this.#left.fields > 0) {
      const wire = cursor.next(cut);
      if (!wire) break;
      fields.push(this.#field(bytes, wire, type, depth));
    }
    return { fields, unread: bytes.length - cursor.at };
  }

  #field(bytes: Buffer, wire: WireField, type: MessageAt, depth: number): ProtobufField {
    const found = this.book.field(type, wire.number);
    if (!found) return this.#unnamed.field(bytes, wire, depth);
    const before = this.#left.fields--;
    const { name } = found.item;
    const said = typeName(found.item);
    const value = this.#value(bytes, wire, found, depth);
    if (value) return { number: wire.number, name, type: said, ...value };
    this.#left.fields = before;
    const unnamed = this.#unnamed.field(bytes, wire, depth);
    return { ...unnamed, name, type: `${said}, sent as ${unnamed.type}` };
  }

  /** `null` where the bytes are not what the type has. */
  #value(
    bytes: Buffer,
    wire: WireField,
    found: Located<SchemaField>,
    depth: number,
  ): Pick<ProtobufField, 'value' | 'fields'> | null {
    const { type, repeated, mapKey } = found.item;
    if (mapKey !== undefined) return this.#inner(bytes, wire, entryOf(found), depth);
    const scalar = scalars.get(type);
    if (scalar) return numbers(bytes, wire, scalar, repeated);
    if (type === 'string' || type === 'bytes') {
      return wire.type === 2 ? { value: textOf(bytes, wire, type) } : null;
    }
    const known = this.book.typeOf(found);
    if (known && !isMessage(known)) {
      return numbers(bytes, wire, enumScalar(known.item as EnumType), repeated);
    }
    return known && this.#inner(bytes, wire, known, depth);
  }

  #inner(bytes: Buffer, wire: WireField, type: MessageAt, depth: number) {
    if (wire.type !== 2 || depth === deepest) return null;
    const content = bytes.subarray(wire.from, wire.to);
    const { fields, unread } = this.read(content, type, isCut(wire), depth + 1);
    if (unread > 0 && this.#left.fields > 0 && !isCut(wire)) return null;
    this.skipped += unread;
    return { fields };
  }
}

/** The bytes end before the field does. */
function isCut({ from, to, varint }: WireField): boolean {
  return BigInt(to - from) < varint;
}

/** A map's entry is a message of two fields. */
function entryOf({ path, item }: Located<SchemaField>): MessageAt {
  const { name, type, mapKey = 'string', scope } = item;
  const part = { repeated: false, scope };
  const key = { ...part, number: 1, name: 'key', type: mapKey };
  const value = { ...part, number: 2, name: 'value', type };
  return { path, item: { name: `${scope}.${name}`, fields: [key, value] } };
}

function typeName({ type, repeated, mapKey }: SchemaField): string {
  if (mapKey !== undefined) return `map<${mapKey}, ${type}>`;
  return repeated ? `repeated ${type}` : type;
}

function numbers(bytes: Buffer, wire: WireField, scalar: Scalar, repeated: boolean) {
  if (wire.type === scalar.wire) return { value: scalar.read(bytes, wire) };
  return repeated && wire.type === 2 ? packed(bytes, wire, scalar) : null;
}

/** Numbers one after the other without their tags. */
function packed(bytes: Buffer, { from, to }: WireField, scalar: Scalar) {
  const cursor = new WireCursor(bytes.subarray(0, to));
  cursor.at = from;
  let value = '';
  while (!cursor.done) {
    const at = cursor.at;
    const field = cursor.untagged(scalar.wire);
    if (!field) return null;
    if (value.length > longestValue) return { value: `[${value}, … and ${to - at} bytes more]` };
    value += `${value === '' ? '' : ', '}${scalar.read(bytes, field)}`;
  }
  return { value: `[${value}]` };
}

function enumScalar({ values }: EnumType): Scalar {
  const { read, wire } = int32;
  return {
    wire,
    read: (bytes, field) => {
      const number = read(bytes, field);
      const name = values.get(Number(number));
      return name === undefined ? number : `${name} (${number})`;
    },
  };
}

function textOf(bytes: Buffer, wire: WireField, type: string): string {
  const content = bytes.subarray(wire.from, wire.to);
  const isText = type === 'string' || isPrintable(content);
  const kept = content.subarray(0, longestValue);
  const text = isText ? kept.toString('utf8') : kept.toString('base64');
  return isCut(wire) || kept.length < content.length ? `${text}…` : text;
}
