import type { WireField } from '../../../remote-agent/protobuf/wire.ts';

/** A number of the language: the wire type that it has, and its value as text. */
export interface Scalar {
  readonly wire: 0 | 1 | 5;
  read(bytes: Buffer, field: Pick<WireField, 'from' | 'varint'>): string;
}

const varint = (read: (value: bigint) => bigint | boolean): Scalar => ({
  wire: 0,
  read: (_bytes, field) => String(read(field.varint)),
});
const fixed32 = (read: (bytes: Buffer, at: number) => number): Scalar => ({
  wire: 5,
  read: (bytes, { from }) => String(read(bytes, from)),
});
const fixed64 = (read: (bytes: Buffer, at: number) => bigint | number): Scalar => ({
  wire: 1,
  read: (bytes, { from }) => String(read(bytes, from)),
});
const zigZag = (value: bigint) => (value >> 1n) ^ -(value & 1n);

export const int32 = varint((value) => BigInt.asIntN(32, value));

/** Numbers by the names of their types. */
export const scalars: ReadonlyMap<string, Scalar> = new Map([
  ['int32', int32],
  ['int64', varint((value) => BigInt.asIntN(64, value))],
  ['uint32', varint((value) => BigInt.asUintN(32, value))],
  ['uint64', varint((value) => value)],
  ['sint32', varint((value) => zigZag(BigInt.asUintN(32, value)))],
  ['sint64', varint(zigZag)],
  ['bool', varint((value) => value !== 0n)],
  ['fixed32', fixed32((bytes, at) => bytes.readUInt32LE(at))],
  ['sfixed32', fixed32((bytes, at) => bytes.readInt32LE(at))],
  ['float', fixed32((bytes, at) => shortFloat(bytes.readFloatLE(at)))],
  ['fixed64', fixed64((bytes, at) => bytes.readBigUInt64LE(at))],
  ['sfixed64', fixed64((bytes, at) => bytes.readBigInt64LE(at))],
  ['double', fixed64((bytes, at) => bytes.readDoubleLE(at))],
]);

/** The shortest number that is the same as four bytes. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
