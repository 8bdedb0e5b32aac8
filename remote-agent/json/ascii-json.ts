import { AsciiWriter } from './ascii-writer.ts';
import { Constant } from './constant.ts';

/** The JSON of shared values, once it was asked for. */
const known = new WeakMap<object, Constant | null>();

/** Marks a value that many messages have in common, and that never changes: its JSON is made once. */
export function share<Value extends object>(value: Value): Value {
  if (!known.has(value)) known.set(value, null);
  return value;
}

/** A value that is there as JSON already, and is put into what it is part of as it is. */
export class Encoded<Value> {
  /** Only names the type of what the JSON is of. */
  declare readonly value: Value;

  constructor(readonly json: Buffer) {
    known.set(this, new Constant(json));
  }
}

/** Writes a value of one type. */
export type Write<Value> = (to: AsciiWriter, value: Value) => void;

/** Any value, as JSON.stringify takes data; one that has no JSON is `null`. */
export function writeAny(to: AsciiWriter, value: unknown): void {
  if (typeof value === 'string') to.string(value);
  else if (typeof value === 'object' && value !== null) writeObject(to, value);
  else if (typeof value === 'number') to.number(value);
  else to.ascii(typeof value === 'boolean' ? `${value}` : 'null');
}

const writeObject = whereShared(writeParts);

/** Writes what may be shared; `write` does so where it is not, or for the first time. */
export function whereShared<Value extends object>(write: Write<Value>): Write<Value> {
  return (to, value) => {
    const json = known.get(value);
    if (json) {
      to.constant(json);
      return;
    }
    const start = to.length;
    write(to, value);
    if (json === null) known.set(value, new Constant(to.copyFrom(start)));
  };
}

function writeParts(to: AsciiWriter, value: object): void {
  if (Array.isArray(value)) writeItems(to, value);
  else writeMembers(to, value as Readonly<Record<string, unknown>>);
}

function writeItems(to: AsciiWriter, items: readonly unknown[]): void {
  to.byte(91);
  for (let index = 0; index < items.length; index++) {
    if (index > 0) to.byte(44);
    writeAny(to, items[index]);
  }
  to.byte(93);
}

function writeMembers(to: AsciiWriter, value: Readonly<Record<string, unknown>>): void {
  let next = 123;
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    to.byte(next);
    to.string(key);
    to.byte(58);
    writeAny(to, member);
    next = 44;
  }
  if (next === 123) to.byte(next);
  to.byte(125);
}

const writer = new AsciiWriter();

/** The JSON of a value, in ASCII; `null` where it has none. */
export function toAsciiJson(value: unknown): Buffer {
  writeAny(writer, value);
  return writer.take();
}
