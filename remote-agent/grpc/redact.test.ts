import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tellBody } from '../exchange/tell-body.ts';
import { tellMessages } from '../exchange/tell-messages.ts';
import { readerOf } from '../http/readers.ts';
import { readProtobuf } from '../protobuf/fields.ts';
import { varintOf } from '../protobuf/wire.ts';
import type { ProtobufField, StreamedMessage } from '../protocol/exchange.ts';
import { Redactor } from '../redaction/redactor.ts';
import { Replay } from '../testing/replay.ts';
import { redactProtobuf } from './redact.ts';

function tell(
  bytes: Buffer,
  ...rest: Parameters<typeof tellBody> extends [string, ...infer Rest] ? Rest : never
) {
  return tellBody(bytes.toString('latin1'), ...rest);
}

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

/** A length-delimited field; the number is below 16. */
function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varintOf(bytes.length), bytes]);
}

const entry = (key: string, value: string) => Buffer.concat([field(1, key), field(2, value)]);

function redact(message: Buffer, patterns: readonly string[] = []): Buffer {
  return redactProtobuf(message, new Redactor(patterns).secrets);
}

/** The texts of a message, however deep. */
function textsOf(message: Buffer): string[] {
  const inside = ({ value, fields }: ProtobufField): string[] =>
    fields ? fields.flatMap(inside) : [value ?? ''];
  return (readProtobuf(message, true) ?? assert.fail('no message')).flatMap(inside);
}

test('credentials by their form, wherever they stand, and the message stays one', () => {
  const cases: Readonly<Record<string, string>> = {
    'Bearer abc.def-123456': 'Bearer [redacted]',
    'authorization: basic dXNlcjpwYXNz': 'authorization: basic [redacted]',
    [jwt]: '[redacted]',
    [`see ${jwt}, please`]: 'see [redacted], please',
    ghp_abcdefghijklmnopqrstuvwxyz0123456789: '[redacted]',
    AKIAIOSFODNN7EXAMPLE: '[redacted]',
    '{"password":"hunter2","user":"u"}': '{"password":"[redacted]","user":"u"}',
    'https://a/b?api_key=1&x=2': 'https://a/b?api_key=[redacted]&x=2',
    'the bearer of good news': 'the bearer of good news',
    'größer, 日本': 'größer, 日本',
  };
  for (const [text, expected] of Object.entries(cases)) {
    assert.deepEqual(textsOf(redact(field(1, text))), [expected]);
    const deep = Buffer.concat([field(3, field(2, field(2, text))), Buffer.from([0x20, 0x96, 1])]);
    assert.deepEqual(textsOf(redact(deep)), [expected, '150']);
  }
});

test('pairs of a name and a value, as maps have them', () => {
  const message = Buffer.concat([
    field(5, entry('password', 'hunter2')),
    field(5, entry('user', 'somebody')),
    field(5, entry('X-Api-Key', '\0\x01binary')),
  ]);
  assert.deepEqual(textsOf(redact(message)), [
    'password',
    '[redacted]',
    'user',
    'somebody',
    'X-Api-Key',
    '[redacted]',
  ]);
  // A nested message's length grows and shrinks with what it holds.
  const long = field(1, field(5, entry('token', 'x'.repeat(500))));
  assert.deepEqual(textsOf(redact(long)), ['token', '[redacted]']);
});

test('what the user added, in texts and as names', () => {
  const message = Buffer.concat([field(1, 'card 1234-5678'), field(2, entry('kunde', 'k'))]);
  assert.deepEqual(textsOf(redact(message, ['/\\d{4}-\\d{4}/', 'kunde'])), [
    'card [redacted]',
    'kunde',
    '[redacted]',
  ]);
});

test('a message without secrets is left as it is; one that is cut off, or none at all, gives none away', () => {
  const plain = Buffer.concat([field(1, 'hello'), field(2, Buffer.from([0, 1, 255]))]);
  assert.equal(redact(plain), plain);
  const secret = field(1, field(2, `Bearer ${'s3cret'.repeat(20)}`));
  for (let end = 0; end < secret.length; end++) {
    const told = redact(secret.subarray(0, end)).toString('latin1');
    assert.ok(!/s3crets3cret/.test(told), told);
  }
  const none = Buffer.from(`\xff\xff ${jwt}`, 'latin1');
  assert.equal(redact(none).toString('latin1'), '\xff\xff [redacted]');
});

test('a text of nothing but equals signs takes one pass', () => {
  const before = process.cpuUsage();
  redact(field(1, '='.repeat(128 * 1024)));
  assert.ok(process.cpuUsage(before).user < 1_000_000);
});

function framed(flags: number, payload: Buffer): Buffer {
  const prefix = Buffer.alloc(5, flags);
  prefix.writeUInt32BE(payload.length, 1);
  return Buffer.concat([prefix, payload]);
}

function call(
  fields: string,
  body: Buffer,
  redactor: Redactor | null,
  type = 'application/grpc-web+proto',
): readonly StreamedMessage[] {
  const head =
    `POST /a.B/C HTTP/1.1\r\nContent-Type: ${type}\r\n` +
    `${fields}Content-Length: ${body.length}\r\n\r\n`;
  const replay = new Replay(readerOf('http/1') ?? assert.fail());
  replay.data('request', Buffer.concat([Buffer.from(head), body])).close();
  const [draft = assert.fail()] = replay.exchanges;
  return tellMessages(draft, 0, redactor).messages?.items ?? [];
}

test('messages are told without their secrets, compressed ones too', () => {
  const message = field(1, `Bearer ${jwt}`);
  const plain = call('', framed(0, message), new Redactor());
  const gzipped = framed(1, gzipSync(message));
  const packed = call('grpc-encoding: gzip\r\n', gzipped, new Redactor());
  for (const [told] of [plain, packed]) {
    assert.deepEqual(told?.fields, [{ number: 1, type: 'string', value: 'Bearer [redacted]' }]);
    assert.ok(!Buffer.from(told?.data ?? '', 'base64').includes('eyJ'));
  }
  assert.equal(packed[0]?.compressed, true);
  const [open] = call('grpc-encoding: gzip\r\n', gzipped, null);
  assert.equal(open?.fields?.[0]?.value, `Bearer ${jwt}`);
  // What cannot be searched does not leave the host.
  const [unknown] = call('grpc-encoding: snappy\r\n', gzipped, new Redactor());
  assert.equal(unknown?.data, undefined);
  assert.equal(unknown?.undecodable, 'grpc-encoding snappy');
  assert.ok(call('grpc-encoding: snappy\r\n', gzipped, null)[0]?.data);
});

test('messages that are JSON are told as text', () => {
  const message = Buffer.from('{"user":"ü","password":"x"}');
  const [told] = call('', framed(0, message), new Redactor(), 'application/grpc+json');
  assert.equal(told?.text, '{"user":"ü","password":"[redacted]"}');
  assert.equal(told?.fields ?? told?.data, undefined);
});

test('a message that would become huge is stopped', () => {
  const bomb = framed(1, gzipSync(Buffer.alloc(1024 * 1024, field(1, 'x'))));
  const [told] = call('grpc-encoding: gzip\r\n', bomb, new Redactor());
  assert.equal(told?.cut, true);
  assert.ok((told?.data?.length ?? 0) < 8192);
});

test('the content as a whole', () => {
  const type = (name: string) => [['Content-Type', name] as const];
  const body = Buffer.concat([
    framed(0, field(1, 'plain')),
    framed(0, field(1, jwt)),
    framed(0x80, Buffer.from('grpc-status: 0\r\nx-api-key: abc\r\n')),
  ]);
  const told = tell(body, true, type('application/grpc-web'), new Redactor());
  assert.deepEqual(
    Buffer.from(told.body ?? '', 'base64'),
    Buffer.concat([
      framed(0, field(1, 'plain')),
      framed(0, field(1, '[redacted]')),
      framed(0x80, Buffer.from('grpc-status: 0\r\nx-api-key: [redacted]\r\n')),
    ]),
  );
  assert.equal(told.content.secrets, 2);
  const without = body.subarray(0, 12);
  for (const [content, redactor] of [
    [without, new Redactor()],
    [body, null],
  ] as const) {
    const same = tell(content, true, type('application/grpc'), redactor);
    assert.equal(same.body, content.toString('base64'));
  }
  const cut = tell(body.subarray(0, 40), false, type('application/grpc'), new Redactor());
  assert.ok(!Buffer.from(cut.body ?? '', 'base64').includes('eyJ'));
  for (const [content, name] of [
    [framed(1, gzipSync(field(1, jwt))), 'application/grpc'],
    [Buffer.from(body.toString('base64')), 'application/grpc-web-text+proto'],
  ] as const) {
    assert.equal(tell(content, true, type(name), new Redactor()).body, undefined);
  }
});
