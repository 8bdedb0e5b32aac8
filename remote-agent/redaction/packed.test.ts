import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as messagePack from '@msgpack/msgpack';
import * as cbor from 'cborg';
import { mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { Secrets } from './secrets.ts';

interface Format {
  readonly type: string;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

const formats: readonly Format[] = [
  { type: 'application/cbor', ...cbor },
  { type: 'application/msgpack', ...messagePack },
];

function redact(bytes: Uint8Array, type: string, patterns: readonly string[] = []) {
  const text = Buffer.from(bytes).toString('latin1');
  const told = redactBody(text, 'binary', mediaTypeOf(type), new Secrets(patterns));
  return { ...told, bytes: Buffer.from(told.text, 'latin1') };
}

const r = '[redacted]';
const key = new Uint8Array([1, 2, 3]);
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const long = 'x'.repeat(70_000);
const deep = { token: [1, [true, null, '', { a: -1.5, b: key }]] };

/** What is sent, and what is told of it. */
const cases: readonly (readonly [sent: unknown, told: unknown, secrets: number])[] = [
  [{ user: 'u', password: 'p' }, { user: 'u', password: r }, 1],
  [{ list: [{ apiKey: 7 }, 1], n: null }, { list: [{ apiKey: r }, 1], n: null }, 1],
  [deep, { token: [r, [r, null, '', { a: r, b: r }]] }, 4],
  [{ secret: long, after: 2 ** 40 }, { secret: r, after: 2 ** 40 }, 1],
  [{ secret: key, data: key }, { secret: r, data: key }, 1],
  [{ name: 'password', value: 'x' }, { name: 'password', value: r }, 1],
  [{ value: ['x', 2], key: 'token', n: 1 }, { value: [r, r], key: 'token', n: 1 }, 2],
  [{ name: 'color', value: 'x' }, { name: 'color', value: 'x' }, 0],
  [{ text: '{"password":"ü"}' }, { text: '{"password":"[redacted]"}' }, 1],
  [{ text: `see ${jwt} ${long}` }, { text: `see ${r} ${long}` }, 1],
  [{ 'größe €': 'ü', url: '/a?token=x' }, { 'größe €': 'ü', url: `/a?token=${r}` }, 1],
  [new TextEncoder().encode(`see ${jwt}`), new TextEncoder().encode(`see ${r}`), 1],
  [[1, -1, 1e300, false, 'text', 2 ** 33, -(2 ** 33)], undefined, 0],
];

test('CBOR and MessagePack: values whose names are those of secrets, and the rest as it was', () => {
  for (const { type, encode, decode } of formats) {
    for (const [sent, expected, secrets] of cases) {
      const bytes = encode(sent);
      const told = redact(bytes, type);
      assert.deepEqual(decode(new Uint8Array(told.bytes)), expected ?? sent);
      assert.equal(told.secrets, secrets, type);
      if (secrets === 0) assert.deepEqual(told.bytes, Buffer.from(bytes));
      assert.deepEqual(redact(told.bytes, type).bytes, told.bytes);
    }
  }
});

test('without a type, or with one that says nothing, where it reads as one item with names', () => {
  for (const { encode, decode } of formats) {
    for (const type of ['', 'application/octet-stream', 'text/plain']) {
      const told = redact(encode([{ password: 'hello' }]), type);
      assert.deepEqual(decode(told.bytes), [{ password: r }]);
    }
    // Something more, of which the format knows nothing.
    const more = Buffer.concat([encode({ password: 'hello' }), Buffer.alloc(20, 0xc1)]);
    assert.equal(redact(more, '').secrets, 0);
  }
});

test('wherever it is cut, nothing of the secret is left, and what is before it is as it was', () => {
  const sent = { a: [1, 'open'], value: 'hidden-value', name: 'password', token: { b: 'hidden' } };
  for (const { type, encode } of formats) {
    const whole = Buffer.from(encode(sent));
    // Whose name is cut off may be anything.
    const named = whole.indexOf('password') + 'password'.length;
    for (let end = named; end < whole.length; end++) {
      for (const said of [type, '']) {
        const { bytes } = redact(whole.subarray(0, end), said);
        assert.ok(!bytes.includes('hi'), `${said} ${end}`);
        assert.ok(bytes.includes('open'));
      }
    }
  }
});

test('where a secret cannot be read on, all of the rest is taken for it', () => {
  const broken: Readonly<Record<string, number>> = {
    'application/cbor': 0x1c,
    'application/msgpack': 0xc1,
  };
  for (const { type, encode } of formats) {
    const whole = Buffer.from(encode({ a: 'open', token: [true, 'hidden'] }));
    whole[whole.indexOf('hidden') - 2] = broken[type] ?? 0;
    const { bytes } = redact(whole, type);
    assert.ok(bytes.includes('open') && !bytes.includes('hidden'), type);
  }
});

test('several items, what the user adds, and tags and lengths that are unknown', () => {
  for (const { type, encode } of formats) {
    const one = Buffer.from(encode({ pin: '1', card: '1234-5678' }));
    const own = ['pin', '/\\d{4}-\\d{4}/'];
    assert.equal(redact(Buffer.concat([one, one]), type, own).secrets, 4);
  }
  const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
  const told = (text: string, type = 'application/cbor') => redact(hex(text), type).bytes;
  // {_ "token": (_ h'01', h'02'), "a": 55799("b")}, of which the secret is replaced by a text.
  const [token, replaced] = [`65 ${Buffer.from('token').toString('hex')}`, `6a${hexOf(r)}`];
  assert.deepEqual(
    told(`bf ${token} 5f 41 01 41 02 ff 6161 d9d9f7 6162 ff`),
    hex(`bf ${token} ${replaced} 6161 d9d9f7 6162 ff`),
  );
  // Keys in bytes, as some write them.
  assert.deepEqual(told(`a1 45${hexOf('token')} 01`), hex(`a1 45${hexOf('token')} ${replaced}`));
  assert.deepEqual(
    told(`81 c405${hexOf('token')} 01`, 'application/msgpack'),
    hex(`81 c405${hexOf('token')} aa${hexOf(r)}`),
  );
  // A tag says what the secret was: a number, in bytes.
  assert.deepEqual(told(`a1 ${token} c2 42 0102`), hex(`a1 ${token} ${replaced}`));
  // In bytes, as COSE and others have it.
  assert.deepEqual(told(`81 48 a1 ${token} 01`), hex(`81 52 a1 ${token} ${replaced}`));
  // An extension of MessagePack and a map of 16 bits of length.
  assert.deepEqual(
    told(`de 0002 a1 61 d4 05 07 a5 ${hexOf('token')} d6 ff 00000001`, 'application/x-msgpack'),
    hex(`de 0002 a1 61 d4 05 07 a5 ${hexOf('token')} aa ${hexOf(r)}`),
  );
});

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

test('whatever bytes there are, they come to an end, and what has no secret stays', () => {
  let state = 1;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state >> 8;
  };
  for (let run = 0; run < 3000; run++) {
    const bytes = Buffer.from(Array.from({ length: random() % 64 }, () => random() % 256));
    for (const type of ['application/cbor', 'application/msgpack', '']) {
      assert.deepEqual(redact(bytes, type).bytes, bytes);
    }
  }
  for (const byte of [0x81, 0x91, 0xa1, 0xc1, 0x9f, 0xbf, 0x5f, 0x41]) {
    const bytes = Buffer.alloc(100_000, byte);
    for (const type of ['application/cbor', 'application/msgpack', '']) redact(bytes, type);
  }
  const pairs = Array.from({ length: 20_000 }, () => ({ value: 'x', name: 'token' }));
  for (const { type, encode } of formats) {
    assert.equal(redact(encode(pairs), type).secrets, pairs.length);
  }
});
