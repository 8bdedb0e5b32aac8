import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { type Message, StreamMessageReader } from 'vscode-jsonrpc/node';
import { Encoded, toAsciiJson } from '../json/ascii-json.ts';
import { AsciiMessageWriter } from './message-writer.ts';

const notification = (params: unknown) =>
  ({ jsonrpc: '2.0', method: 'exchange', params }) as Message;

test('the library’s reader reads every message, those that were encoded before as well', async () => {
  const stream = new PassThrough();
  const read: Message[] = [];
  new StreamMessageReader(stream).listen((message) => read.push(message));
  const writer = new AsciiMessageWriter(stream);
  const values = [{ path: '/ä\u2028\ud800' }, [], { nested: { list: [1, null, 'x'] } }];
  for (const value of values) {
    await writer.write(notification(value));
    await writer.write(notification(new Encoded(toAsciiJson(value))));
  }
  await writer.write({ jsonrpc: '2.0', id: 7, result: null } as Message);
  writer.end();
  await new Promise((resolve) => stream.once('close', resolve));
  // The library decodes one message a turn.
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.deepEqual(read, [
    ...values.flatMap((value) => [notification(value), notification(value)]),
    { jsonrpc: '2.0', id: 7, result: null },
  ]);
});

test('what is written is ASCII, framed by its length in bytes', async () => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await new AsciiMessageWriter(stream).write(notification(new Encoded(toAsciiJson('ä'))));
  const body = '{"jsonrpc":"2.0","method":"exchange","params":"\\u00e4"}';
  assert.equal(Buffer.concat(chunks).toString(), `Content-Length: ${body.length}\r\n\r\n${body}`);
});

test('a stream that fails is told, and after the end nothing is written', async () => {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => done(new Error('the pipe is gone')),
  });
  const writer = new AsciiMessageWriter(stream);
  const told: string[] = [];
  writer.onError(([error]) => told.push(error.message));
  await assert.rejects(writer.write(notification([])), /the pipe is gone/);
  await new Promise(setImmediate);
  assert.deepEqual(told, ['the pipe is gone']);
  writer.dispose();
  await writer.write(notification([]));
});
