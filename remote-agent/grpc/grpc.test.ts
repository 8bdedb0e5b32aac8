import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { tellMessages } from '../exchange/tell-messages.ts';
import { readerOf } from '../http/readers.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import { readProtobuf } from '../protobuf/fields.ts';
import { Redactor } from '../redaction/redactor.ts';
import { type RecordedPart, Recorder } from '../testing/recorded-connection.ts';
import { pieces, Replay } from '../testing/replay.ts';

const plain = { serialize: (value: Buffer) => value, deserialize: (bytes: Buffer) => bytes };

function method(path: string, requestStream: boolean, responseStream: boolean) {
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: plain.serialize,
    requestDeserialize: plain.deserialize,
    responseSerialize: plain.serialize,
    responseDeserialize: plain.deserialize,
  };
}

const service = {
  say: method('/chat.Room/Say', false, false),
  fail: method('/chat.Room/Fail', false, false),
  count: method('/chat.Room/Count', false, true),
  both: method('/chat.Room/Both', true, true),
};

/** Field 1 as text, field 2 as a varint, field 3 as a message with a text. */
const hello = Buffer.from('0a0568656c6c6f10961a1a040a026869', 'hex');

/** Calls of every kind between grpc-js and itself. */
async function recordCalls(): Promise<readonly RecordedPart[]> {
  const server = new grpc.Server();
  server.addService(service, {
    say: (_call: unknown, done: grpc.sendUnaryData<Buffer>) => done(null, hello),
    fail: (_call: unknown, done: grpc.sendUnaryData<Buffer>) =>
      done({ code: grpc.status.NOT_FOUND, details: 'no rööm: 100%' }),
    count: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
      for (let i = 1; i <= 3; i++) call.write(Buffer.from([0x08, i]));
      call.end();
    },
    both: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (bytes: Buffer) => call.write(bytes));
      call.on('end', () => call.end());
    },
  });
  const insecure = grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', insecure, (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const recorder = await Recorder.before({
    address: () => ({ port, address: '127.0.0.1', family: 'IPv4' }),
  });
  const Client = grpc.makeGenericClientConstructor(service, 'Room');
  const client = new Client(
    `127.0.0.1:${recorder.port}`,
    grpc.credentials.createInsecure(),
  ) as unknown as Record<
    keyof typeof service,
    (...args: unknown[]) => grpc.ClientDuplexStream<Buffer, Buffer>
  > &
    grpc.Client;
  const unary = (name: 'say' | 'fail') =>
    new Promise((resolve) => client[name](hello, (...answer: unknown[]) => resolve(answer)));
  const over = (call: grpc.ClientDuplexStream<Buffer, Buffer>) =>
    new Promise((resolve) => call.on('data', () => {}).on('end', resolve));
  await unary('say');
  await unary('fail');
  await over(client.count(hello));
  const call = client.both();
  for (let i = 0; i < 5; i++) call.write(Buffer.concat(Array.from({ length: i }, () => hello)));
  call.end();
  await over(call);
  client.close();
  await new Promise((resolve) => server.tryShutdown(resolve));
  recorder.close();
  return recorder.parts;
}

test('real calls: outcome, and each message, however the bytes are cut', async () => {
  const parts = await recordCalls();
  for (const size of [1, 11, 100_000]) {
    const replay = new Replay((...args) => new Http2Connection(...args));
    for (const { side, bytes } of parts) {
      for (const piece of pieces(bytes, size)) replay.data(side, piece);
    }
    replay.close();
    const told = replay.exchanges.map((draft) => {
      const { messages, grpc: call } = tellMessages(draft, 0, null);
      const sizes = (from: string) =>
        messages?.items.filter((item) => item.from === from).map((item) => item.size);
      const { service, method, statusName, message } = call ?? {};
      return { service, method, statusName, message, up: sizes('client'), down: sizes('server') };
    });
    const room = { service: 'chat.Room', message: undefined, statusName: 'OK' };
    assert.deepEqual(told, [
      { ...room, method: 'Say', message: 'OK', up: [16], down: [16] },
      {
        ...room,
        method: 'Fail',
        statusName: 'NOT_FOUND',
        message: 'no rööm: 100%',
        up: [16],
        down: [],
      },
      { ...room, method: 'Count', message: 'OK', up: [16], down: [2, 2, 2] },
      {
        ...room,
        method: 'Both',
        message: 'OK',
        up: [0, 16, 32, 48, 64],
        down: [0, 16, 32, 48, 64],
      },
    ]);
    assert.equal(replay.release(), 0);
  }
});

test('a message without its schema', () => {
  assert.deepEqual(readProtobuf(hello, true), [
    { number: 1, type: 'string', value: 'hello' },
    { number: 2, type: 'varint', value: '3350' },
    { number: 3, type: 'message', fields: [{ number: 1, type: 'string', value: 'hi' }] },
  ]);
  const fixed = Buffer.from('0d01000000110200000000000000', 'hex');
  assert.deepEqual(readProtobuf(fixed, true), [
    { number: 1, type: 'fixed32', value: '1' },
    { number: 2, type: 'fixed64', value: '2' },
  ]);
  assert.equal(readProtobuf(Buffer.from('ff'.repeat(12), 'hex'), true), null);
  assert.equal(readProtobuf(Buffer.from('0a05', 'hex'), true), null);
  // Cut off, it is told as far as it goes.
  assert.deepEqual(readProtobuf(hello.subarray(0, 9), false)?.length, 1);
});

test('messages within messages have bounds', () => {
  let nested: Buffer = Buffer.from([0x08, 0x01]);
  for (let i = 0; i < 40; i++) nested = Buffer.concat([Buffer.from([0x0a, nested.length]), nested]);
  const text = JSON.stringify(readProtobuf(nested, true));
  assert.ok(text.split('"message"').length - 1 <= 9);
  const many = Buffer.alloc(20_000, Buffer.from([0x08, 0x01]));
  assert.equal(readProtobuf(many, false)?.length, 200);
});

const webRequest = (type: string, body: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `POST /chat.Room/Say HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);
const webResponse = (type: string, body: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);

function framed(flags: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload as string);
  const prefix = Buffer.from([flags, 0, 0, 0, bytes.length]);
  return Buffer.concat([prefix, bytes]);
}

test('gRPC-Web over HTTP/1, as bytes and as base64', () => {
  const open = readerOf('http/1') ?? assert.fail();
  const up = framed(0, hello);
  const trailers = framed(0x80, 'grpc-status: 5\r\ngrpc-message: no%20room\r\n');
  const base64 = (bytes: Buffer) => Buffer.from(bytes.toString('base64'));
  for (const text of [false, true]) {
    const type = `application/grpc-web${text ? '-text' : ''}+proto`;
    // Each part is padded by itself.
    const down = text
      ? Buffer.concat([base64(framed(0, hello)), base64(trailers)])
      : Buffer.concat([framed(0, hello), trailers]);
    for (const size of [1, 7, 10_000]) {
      const replay = new Replay(open);
      for (const piece of pieces(webRequest(type, text ? base64(up) : up), size)) {
        replay.data('request', piece);
      }
      for (const piece of pieces(webResponse(type, down), size)) replay.data('response', piece);
      const [draft = assert.fail()] = replay.exchanges;
      const { messages, grpc: call } = tellMessages(draft, 0, new Redactor());
      assert.deepEqual(call, {
        service: 'chat.Room',
        method: 'Say',
        status: 5,
        statusName: 'NOT_FOUND',
        message: 'no room',
      });
      assert.deepEqual(
        [messages?.protocol, messages?.fromClient, messages?.fromServer],
        ['grpc-web', 1, 1],
      );
      assert.equal(messages?.items[1]?.data, hello.toString('base64'));
      assert.equal(replay.release(), 0);
    }
  }
});
