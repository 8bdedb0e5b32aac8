import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Message } from 'vscode-jsonrpc/node';
import { BoundedMessageReader } from './message-reader.ts';

function reading(): {
  stream: PassThrough;
  reader: BoundedMessageReader;
  messages: Message[];
  errors: Error[];
} {
  const stream = new PassThrough();
  const reader = new BoundedMessageReader(stream);
  const messages: Message[] = [];
  const errors: Error[] = [];
  reader.onError((error) => errors.push(error));
  reader.listen((message) => messages.push(message));
  return { stream, reader, messages, errors };
}

function framed(value: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('messages arrive however they are cut', async () => {
  const sent = [
    { jsonrpc: '2.0', method: 'a' },
    { jsonrpc: '2.0', method: 'ü'.repeat(5_000) },
    { jsonrpc: '2.0', method: 'c', params: { text: '\r\n\r\n' } },
  ];
  const bytes = Buffer.concat(sent.map(framed));
  for (const size of [1, 2, 3, 7, 100, 4096, bytes.length]) {
    const { stream, messages, errors } = reading();
    for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
    while (messages.length < sent.length && errors.length === 0) await settled();
    assert.deepEqual(messages, sent, `pieces of ${size}`);
    assert.deepEqual(errors, []);
  }
});

test('other header fields are passed over', async () => {
  const { stream, messages } = reading();
  const body = '{"jsonrpc":"2.0"}';
  stream.write(
    `Content-Type: application/vscode-jsonrpc\r\ncontent-length:${body.length}\r\n\r\n${body}`,
  );
  await settled();
  assert.equal(messages.length, 1);
});

test('after an error nothing is read, and nothing is held', async () => {
  const { stream, messages, errors } = reading();
  stream.write('Content-Length: 99999999999\r\n\r\n');
  stream.write(framed({ jsonrpc: '2.0' }));
  await settled();
  assert.equal(errors.length, 1);
  assert.equal(messages.length, 0);
});

test('a flood of messages is taken one at a time, and held back', async () => {
  const { stream, messages } = reading();
  const flood = Buffer.concat(Array.from({ length: 3_000 }, () => framed({ jsonrpc: '2.0' })));
  let accepted = 0;
  while (stream.write(flood)) accepted++;
  assert.ok(accepted < 5);
  const before = messages.length;
  await settled();
  assert.ok(messages.length - before <= 2);
  while (messages.length < 3_000) await settled();
});

test('the end comes after the last message', async () => {
  const { stream, reader, messages } = reading();
  const seen = new Promise<number>((resolve) => {
    reader.onClose(() => resolve(messages.length));
  });
  stream.end(Buffer.concat(Array.from({ length: 50 }, () => framed({ jsonrpc: '2.0' }))));
  assert.equal(await seen, 50);
});

test('a request from the agent is refused', async () => {
  const { stream, errors } = reading();
  stream.write(framed({ jsonrpc: '2.0', id: 1, method: 'workspace/applyEdit' }));
  await settled();
  assert.equal(errors.length, 1);
});

test('a long message in many pieces takes time in proportion to its length', async () => {
  const { stream, messages } = reading();
  const message = framed({ jsonrpc: '2.0', params: 'x'.repeat(32 << 20) });
  const start = performance.now();
  for (let at = 0; at < message.length; at += 4096) stream.write(message.subarray(at, at + 4096));
  while (messages.length === 0) await settled();
  assert.ok(performance.now() - start < 10_000);
});

test('whatever bytes come, it does not throw', async () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const pieces = [
    'Content-Length: 2\r\n\r\n{}',
    'Content-Length: ',
    '\r\n\r\n',
    '7',
    '{"jsonrpc":"2.0"}',
    '\0\xff',
    ':',
  ];
  for (let round = 0; round < 2_000; round++) {
    const { stream, reader, errors } = reading();
    for (let i = 0; i < 8; i++) {
      stream.write(Buffer.from(pieces[random(pieces.length)] ?? '', 'latin1'));
    }
    stream.end();
    await settled();
    assert.ok(errors.length <= 1);
    reader.dispose();
  }
});
