import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { HeaderField } from '../protocol/exchange.ts';
import { Redactor } from '../redaction/redactor.ts';
import { tellBody } from './tell-body.ts';

function tell(
  bytes: Buffer,
  ...rest: Parameters<typeof tellBody> extends [string, ...infer Rest] ? Rest : never
) {
  return tellBody(bytes.toString('latin1'), ...rest);
}

const json = '{"user":"u","password":"hunter2"}';
const replaced = '{"user":"u","password":"[redacted]"}';
const jsonType: HeaderField = ['Content-Type', 'application/json; charset=UTF-8'];
const gzip: HeaderField = ['Content-Encoding', 'gzip'];
const redactor = new Redactor();

function decoded(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();
}

test('secrets in a plain content are replaced in it', () => {
  const { body, content } = tell(Buffer.from(json), true, [jsonType], redactor);
  assert.equal(decoded(body), replaced);
  assert.deepEqual(content, { kind: 'json', charset: 'utf-8', secrets: 1 });
  assert.equal(decoded(tell(Buffer.from(json), true, [jsonType], null).body), json);
});

test('secrets in a coded content: the decoded text goes in its place', () => {
  const coded = gzipSync(json);
  const told = tell(coded, true, [jsonType, gzip], redactor);
  assert.equal(told.body, undefined);
  assert.equal(decoded(told.decodedBody), replaced);
  assert.deepEqual(told.content, {
    kind: 'json',
    charset: 'utf-8',
    codings: ['gzip'],
    decodedBytes: json.length,
    decoding: 'complete',
    secrets: 1,
  });
});

test('a coded content without secrets goes as it was sent', () => {
  const coded = gzipSync('{"user":"u"}');
  const told = tell(coded, true, [jsonType, gzip], redactor);
  assert.equal(told.body, coded.toString('base64'));
  assert.equal(told.decodedBody, undefined);
});

test('what cannot be searched to its end does not go as it was sent', () => {
  const bomb = gzipSync(`${' '.repeat(8 << 20)}${json}`);
  const large = tell(bomb, true, [jsonType, gzip], redactor);
  assert.equal(large.content.decoding, 'limit');
  assert.equal(large.body, undefined);
  const unknown = tell(Buffer.from('x\0'), true, [jsonType, ['Content-Encoding', 'dcz']], redactor);
  assert.equal(unknown.content.decoding, 'unsupported');
  assert.equal(unknown.body, undefined);
  const plain = tell(Buffer.from(json), true, [jsonType, ['Content-Encoding', 'own']], redactor);
  assert.equal(plain.content.secrets, 1);
  assert.equal(plain.body, undefined);
  assert.doesNotMatch(Buffer.from(plain.decodedBody ?? '', 'base64').toString(), /hunter2/);
});

test('the first bytes of a coded content, as far as they were captured', () => {
  const long = JSON.stringify({
    password: 'hunter2',
    more: Array.from({ length: 5000 }, (_, i) => i * 7919),
  });
  const coded = gzipSync(long);
  const told = tell(coded.subarray(0, coded.length >> 1), false, [jsonType, gzip], redactor);
  assert.equal(told.content.decoding, 'cut');
  assert.match(decoded(told.decodedBody) ?? '', /^\{"password":"\[redacted\]","more":\[0,7919,/);
});

test('a block of Zstandard that is cut off shows none of what it holds as it is', () => {
  const content = Buffer.from(json);
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length]);
  // The last block, not compressed (RFC 8878, section 3.1.1.2).
  const block = Buffer.from([1 | ((content.length << 3) & 0xff), content.length >> 5, 0]);
  const frame = Buffer.concat([header, block, content]);
  const zstd: HeaderField = ['Content-Encoding', 'zstd'];
  const whole = tell(frame, true, [jsonType, zstd], redactor);
  assert.equal(decoded(whole.decodedBody), replaced);
  const cut = tell(frame.subarray(0, -1), false, [jsonType, zstd], redactor);
  assert.deepEqual([cut.body, decoded(cut.decodedBody)], [undefined, '']);
  assert.equal(cut.content.decoding, 'cut');
});

test('a coding for the transfer alone hides no secret, nor does Protocol Buffers', () => {
  const transfer: HeaderField = ['Transfer-Encoding', 'gzip, chunked'];
  const told = tell(gzipSync(json), true, [jsonType, transfer], redactor);
  assert.equal(decoded(told.decodedBody), replaced);
  const message = Buffer.from('\x0a\x13Bearer abcdefghijkl', 'latin1');
  const safe = Buffer.from('\x0a\x11Bearer [redacted]', 'latin1');
  const type: HeaderField = ['Content-Type', 'application/x-protobuf'];
  assert.equal(tell(message, true, [type], redactor).body, safe.toString('base64'));
  const coded = tell(gzipSync(message), true, [type, gzip], redactor);
  assert.equal(coded.decodedBody, safe.toString('base64'));
});

test('images and other bytes are searched for what looks like a credential, but not for names', () => {
  const image: HeaderField = ['Content-Type', 'image/png'];
  const png = Buffer.from('\x89PNG\r\n\x1a\n{"password":"x"}', 'latin1');
  const told = tell(png, true, [image], redactor);
  assert.deepEqual(told, { body: png.toString('base64'), content: { kind: 'image' } });
  const mistaken = tell(Buffer.from(json), true, [image], redactor);
  assert.equal(decoded(mistaken.body), replaced);
  const own = new Redactor(['/acme-\\d+/']);
  const bytes = Buffer.from('\0\xff eyJhbGciOiJI.eyJzdWIi.c2ln \0 acme-12\xfe', 'latin1');
  const safe = Buffer.from('\0\xff [redacted] \0 [redacted]\xfe', 'latin1').toString('base64');
  const pdf: HeaderField = ['Content-Type', 'application/pdf'];
  for (const type of [image, pdf]) {
    const { body, content } = tell(bytes, true, [type], own);
    assert.deepEqual([body, content.secrets], [safe, 2]);
    assert.equal(tell(gzipSync(bytes), true, [type, gzip], own).decodedBody, safe);
  }
});

test('what follows the end of a coded content does not go as it was sent', () => {
  for (const [coding, bytes] of [
    ['br', brotliCompressSync('{"a":1}')],
    ['deflate', deflateSync('{"a":1}')],
  ] as const) {
    const longer = Buffer.concat([bytes, Buffer.from(json)]);
    for (const whole of [true, false]) {
      const told = tell(longer, whole, [jsonType, ['Content-Encoding', coding]], redactor);
      assert.deepEqual([told.body, decoded(told.decodedBody)], [undefined, '{"a":1}']);
    }
  }
});
