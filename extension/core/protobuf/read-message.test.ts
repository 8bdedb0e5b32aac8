import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import type { ProtobufField } from '../../../remote-agent/protocol/exchange.ts';
import { readMessage } from './read-message.ts';
import { SchemaBook } from './schema-book.ts';

const schema = `syntax = "proto3"; package t;
  message All {
    int32 i32 = 1; int64 i64 = 2; uint32 u32 = 3; uint64 u64 = 4; sint32 s32 = 5; sint64 s64 = 6; bool flag = 7;
    fixed32 f32 = 8; sfixed32 sf32 = 9; float single = 10; fixed64 f64 = 11; sfixed64 sf64 = 12; double number = 13;
    string text = 14; bytes raw = 15; Kind kind = 16; All inner = 17; map<string, All> by_name = 18;
    repeated sint32 packed = 19; repeated double doubles = 20; repeated string texts = 21; map<int32, Kind> kinds = 22;
    repeated Kind packed_kinds = 23;
  }
  enum Kind { NONE = 0; SOME = 1; LESS = -1; }
  message Empty {}
  service S { rpc M(All) returns (Empty); }`;
const oracle = protobuf
  .parse(schema, new protobuf.Root(), { keepCase: true })
  .root.lookupType('t.All');
oracle.root.resolveAll();
const book = new SchemaBook();
book.set('t.proto', schema);
const all = book.methods('t.S', 'M')[0]?.request ?? assert.fail();

function read(message: object | Buffer, cut = false) {
  const bytes = message instanceof Buffer ? message : encoded(message);
  return readMessage(book, all, bytes, cut);
}

function encoded(message: object): Buffer {
  return Buffer.from(oracle.encode(oracle.fromObject(message)).finish());
}

/** As `name type value`, inner fields in brackets. */
function shown(fields: readonly ProtobufField[]): string[] {
  return fields.map(({ number, name, type, value, fields: inner }) =>
    [name ?? `#${number}`, type, value ?? `(${shown(inner ?? []).join(', ')})`].join(' '),
  );
}

test('every type as protobuf.js encodes it', () => {
  const { fields, unread } = read({
    ...{ i32: -7, i64: '-9007199254740993', u32: 4294967295, u64: '18446744073709551615' },
    ...{ s32: -8, s64: '-9223372036854775808', flag: true, f32: 4294967295, sf32: -9 },
    ...{ single: 0.1, f64: '18446744073709551615', sf64: '-10', number: -0.25, text: 'größer' },
    ...{ raw: Buffer.from([0, 255]), kind: -1, inner: { inner: { text: 'deep' } } },
    ...{ by_name: { a: { i32: 1 } }, packed: [1, -2, 300], doubles: [0.5, 2], texts: ['x', ''] },
    ...{ kinds: { 5: 'SOME' }, packed_kinds: [1, 7] },
  });
  assert.equal(unread, 0);
  assert.deepEqual(shown(fields), [
    'i32 int32 -7',
    'i64 int64 -9007199254740993',
    'u32 uint32 4294967295',
    'u64 uint64 18446744073709551615',
    's32 sint32 -8',
    's64 sint64 -9223372036854775808',
    'flag bool true',
    'f32 fixed32 4294967295',
    'sf32 sfixed32 -9',
    'single float 0.1',
    'f64 fixed64 18446744073709551615',
    'sf64 sfixed64 -10',
    'number double -0.25',
    'text string größer',
    'raw bytes AP8=',
    'kind Kind LESS (-1)',
    'inner All (inner All (text string deep))',
    'by_name map<string, All> (key string a, value All (i32 int32 1))',
    'packed repeated sint32 [1, -2, 300]',
    'doubles repeated double [0.5, 2]',
    'texts repeated string x',
    'texts repeated string ',
    'kinds map<int32, Kind> (key int32 5, value Kind SOME (1))',
    'packed_kinds repeated Kind [SOME (1), 7]',
  ]);
});

test('fields that the schema does not have, and values that are not of its types', () => {
  const unknown = Buffer.from([0xa2, 0x06, 2, 0x68, 0x69, 0x98, 0x06, 5]);
  assert.deepEqual(shown(read(Buffer.concat([encoded({ i32: 1 }), unknown])).fields), [
    'i32 int32 1',
    '#100 string hi',
    '#99 varint 5',
  ]);
  // A string where a number is declared, a number where a string is, text where a message is.
  const wrong = Buffer.from([0x0a, 1, 0x41, 0x70, 3, 0x8a, 0x01, 2, 0x7e, 0x7e]);
  assert.deepEqual(shown(read(wrong).fields), [
    'i32 int32, sent as string A',
    'text string, sent as varint 3',
    'inner All, sent as string ~~',
  ]);
});

test('a message that is cut off anywhere is read as far as it goes', () => {
  const bytes = encoded({ text: 'x'.repeat(50), inner: { text: 'y'.repeat(50) } });
  for (let end = 0; end < bytes.length; end++) {
    const { fields } = read(bytes.subarray(0, end), true);
    if (end > 3) assert.equal(fields[0]?.name, 'text');
    if (end === 20) assert.deepEqual(shown(fields), [`text string ${'x'.repeat(18)}…`]);
    if (end > 60 && end < bytes.length - 3) {
      assert.match(shown(fields)[1] ?? '', /^inner All \(text string y*…?\)$/);
    }
  }
  assert.equal(read(bytes.subarray(0, -1), false).unread > 0, true);
});

test('what is too much is left out and counted', () => {
  const many = encoded({ texts: Array.from({ length: 600 }, () => 'ab') });
  const { fields, unread } = read(many);
  assert.equal(fields.length, 500);
  assert.equal(unread, 100 * 5);
  const inside = read({ inner: { texts: Array.from({ length: 600 }, () => 'ab') } });
  assert.ok(inside.unread >= 500);
  const numbers = read({ packed: Array.from({ length: 5000 }, () => 1) });
  assert.match(numbers.fields[0]?.value ?? '', /^\[1, 1, .* and \d+ bytes more\]$/);
  let deep: object = { i32: 1 };
  for (let depth = 0; depth < 40; depth++) deep = { inner: deep };
  assert.equal(read(deep).unread, 0);
});

test('any bytes can be read', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed;
  };
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(Array.from({ length: random() % 60 }, () => random() % 256));
    const { unread } = read(bytes, round % 2 === 0);
    assert.ok(unread >= 0 && unread <= bytes.length);
  }
});
