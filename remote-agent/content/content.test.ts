import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { codingsOf } from './codings.ts';
import { decodeContent } from './decoded.ts';
import { contentKind, mediaTypeOf } from './kind.ts';

const text = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(200));
const limit = 1 << 20;
/** `text` as the zstd command of version 1.5 codes it, in base64. */
const zstandardText =
  'KLUv/QRYtQEA1AJUaGUgcXVpY2sgYnJvd24gZm94IGp1bXBzIG92ZXIgdGhlIGxhenkgZG9nLiABAMUXkFdl6gM72w==';
const coded: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(text),
  'x-gzip': gzipSync(text),
  deflate: deflateSync(text),
  br: brotliCompressSync(text),
  zstd: Buffer.from(zstandardText, 'base64'),
};

test('every coding is undone', () => {
  for (const [coding, bytes] of Object.entries(coded)) {
    const decoded = decodeContent(bytes, [coding], true, limit);
    assert.equal(decoded.end, 'complete', coding);
    assert.ok(decoded.bytes.equals(text), coding);
  }
  const raw = decodeContent(deflateRawSync(text), ['deflate'], true, limit);
  assert.ok(raw.bytes.equals(text));
});

test('several codings are undone from the last to the first', () => {
  const twice = brotliCompressSync(gzipSync(text));
  const decoded = decodeContent(twice, ['gzip', 'br'], true, limit);
  assert.ok(decoded.bytes.equals(text));
});

test('the first bytes are decoded as far as they go', () => {
  const noise = Buffer.concat([text, randomBytes(20_000)]);
  for (const [coding, bytes] of [
    ['gzip', gzipSync(noise)],
    ['deflate', deflateSync(noise)],
    ['br', brotliCompressSync(noise)],
  ] as const) {
    const decoded = decodeContent(bytes.subarray(0, 9000), [coding], false, limit);
    assert.equal(decoded.end, 'cut', coding);
    assert.ok(decoded.bytes.length > 1000, coding);
    assert.ok(noise.subarray(0, decoded.bytes.length).equals(decoded.bytes), coding);
  }
});

test('a content that becomes too large is stopped, and its first bytes are there', () => {
  const bomb = Buffer.alloc(64 << 20);
  for (const [coding, bytes] of [
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb)],
  ] as const) {
    const decoded = decodeContent(bytes, [coding], true, limit);
    assert.equal(decoded.end, 'limit', coding);
    assert.ok(decoded.bytes.length <= limit, coding);
  }
});

test('a zstd frame that asks for a huge window is not decoded', () => {
  const frame = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0]), randomBytes(50)]);
  assert.deepEqual(decodeContent(frame, ['zstd'], true, limit).end, 'limit');
});

test('damaged, cut and unknown codings are said to be that', () => {
  const gzip = gzipSync(randomBytes(5000));
  assert.equal(decodeContent(gzip.subarray(0, 3000), ['gzip'], true, limit).end, 'damaged');
  for (const coding of ['gzip', 'deflate', 'br', 'zstd']) {
    for (const bytes of [randomBytes(2000), Buffer.alloc(0), Buffer.from('{"a":1}')]) {
      const { end } = decodeContent(bytes, [coding], true, limit);
      assert.ok(end === 'damaged' || end === 'limit', `${coding} ${end}`);
    }
  }
  assert.equal(decodeContent(gzip, ['dcb'], true, limit).end, 'unsupported');
  assert.equal(decodeContent(text, Array(9).fill('gzip'), true, limit).end, 'unsupported');
});

test('bytes after the end of what is coded are not passed over', () => {
  for (const [coding, bytes] of Object.entries(coded)) {
    for (const whole of [true, false]) {
      const longer = Buffer.concat([bytes, Buffer.from('{"password":"x"}')]);
      const { end, bytes: decoded } = decodeContent(longer, [coding], whole, limit);
      // Of a part of Zstandard it is not known where it ends.
      const expected = coding === 'zstd' && !whole ? 'cut' : 'damaged';
      assert.equal(end, expected, `${coding} ${whole}`);
      assert.ok(text.subarray(0, decoded.length).equals(decoded));
    }
  }
});

test('Content-Encoding', () => {
  assert.deepEqual(
    codingsOf([
      ['content-encoding', 'GZIP, identity'],
      ['Content-Encoding', ' br'],
      ['Content-Type', 'gzip'],
    ]),
    ['gzip', 'br'],
  );
  const both = [
    ['Transfer-Encoding', 'gzip, chunked'],
    ['Content-Encoding', 'br'],
  ] as const;
  assert.deepEqual(codingsOf(both), ['br', 'gzip']);
  assert.deepEqual(codingsOf([['Transfer-Encoding', 'Chunked']]), []);
});

test('what a content is', () => {
  const kinds: readonly (readonly [type: string, bytes: string, kind: string])[] = [
    ['application/json; charset=utf-8', '', 'json'],
    ['application/problem+json', '', 'json'],
    ['application/x-ndjson', '', 'json'],
    ['application/x-www-form-urlencoded', '', 'form'],
    ['multipart/form-data; boundary=x', '', 'multipart'],
    ['text/html', '', 'text'],
    ['image/png', '', 'image'],
    ['image/svg+xml', '', 'text'],
    ['application/javascript', '', 'text'],
    ['application/pdf', '', 'binary'],
    ['', ' {"a":1}', 'json'],
    ['', 'hello', 'text'],
    ['application/octet-stream', '\x00\x01', 'binary'],
    ['', '\x89PNG\r\n\x1a\n', 'image'],
    ['', 'RIFF\x00\x01\x00\x00WEBP', 'image'],
    ['', 'RIFF {"a":1}', 'text'],
    ['', '{"a":"\x01","b":2}', 'json'],
    ['application/octet-stream', '\x01{"a":1}', 'text'],
    ['', '{"a":"\x01\x02\x03"}', 'binary'],
    ['', '{"a":"\x00"}', 'binary'],
    ['', '[\x01\x02', 'binary'],
  ];
  for (const [type, bytes, kind] of kinds) {
    assert.equal(contentKind(mediaTypeOf(type), bytes), kind, type);
  }
  assert.deepEqual(mediaTypeOf('Text/HTML; Charset="UTF-8"; boundary=a b'), {
    essence: 'text/html',
    charset: 'utf-8',
    boundary: 'a b',
  });
});

test('a coding that nobody knows, of what is text all the same, is none; names of none are passed over', () => {
  for (const [whole, end] of [
    [true, 'complete'],
    [false, 'cut'],
  ] as const) {
    assert.deepEqual(decodeContent(text, ['private'], whole, limit), { bytes: text, end });
  }
  const none = ['none', 'UTF-8', 'binary', 'identity, utf8'].map((value) =>
    codingsOf([['Content-Encoding', value]]),
  );
  assert.deepEqual(none, [[], [], [], []]);
});

test('aws-chunked, as uploads to S3 come: whole, cut anywhere, damaged and too large', () => {
  const signature = `;chunk-signature=${'0a'.repeat(32)}`;
  const part = (data: Buffer) =>
    Buffer.concat([
      Buffer.from(`${data.length.toString(16)}${signature}\r\n`),
      data,
      Buffer.from('\r\n'),
    ]);
  const end = Buffer.from(`0${signature}\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`);
  const bytes = Buffer.concat([part(text.subarray(0, 1000)), part(text.subarray(1000)), end]);
  const codings = codingsOf([['Content-Encoding', 'aws-chunked']]);
  assert.deepEqual(decodeContent(bytes, codings, true, limit), { bytes: text, end: 'complete' });
  for (const length of [0, 1, 70, 85, 86, 87, 500, 1086, 1087, 1088, 1100, 3000, bytes.length]) {
    const cut = decodeContent(bytes.subarray(0, length), codings, false, limit);
    assert.equal(cut.end, 'cut', String(length));
    assert.ok(text.subarray(0, cut.bytes.length).equals(cut.bytes), String(length));
    const most = Math.min(length - 86, 1000);
    assert.ok(cut.bytes.length >= most, String(length));
  }
  assert.equal(decodeContent(bytes.subarray(0, 3000), codings, true, limit).end, 'damaged');
  assert.equal(decodeContent(text, codings, true, limit).end, 'damaged');
  const first = decodeContent(bytes, codings, true, 1500);
  assert.deepEqual([first.end, first.bytes.length], ['limit', 1500]);
  const coded = codingsOf([['Content-Encoding', 'aws-chunked,gzip']]);
  const zipped = Buffer.concat([part(gzipSync(text)), end]);
  assert.deepEqual(decodeContent(zipped, coded, true, limit), { bytes: text, end: 'complete' });
});
