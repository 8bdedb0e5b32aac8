import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, createDeflate, createGzip } from 'node:zlib';
import type { Exchange } from '../protocol/exchange.ts';
import { data, get, headers, indexed, literal, preface, settings } from '../testing/frames.ts';
import { TestHost } from '../testing/host.ts';
import { generator } from '../testing/random.ts';

const stream = [
  ': a comment\n\n',
  'data: one\n\n',
  'id: 7\r\nevent: price\r\ndata: {"amount": 5,\r\ndata: "token": "abc"}\r\n\r\n',
  'data\r\rdata:  two blanks\r\r',
  'retry: 100\n\nid\ndata: ünï\n\n',
  'data: never finished',
].join('');

const told = [
  { text: 'one' },
  { text: '{"amount": 5,\n"token": "[redacted]"}', eventId: '7', eventType: 'price' },
  { eventId: '7' },
  { text: ' two blanks', eventId: '7' },
  { text: 'ünï' },
];

function events({ messages }: Exchange) {
  return messages?.items.map(({ text, eventId, eventType }) => ({
    ...(text !== undefined && { text }),
    ...(eventId !== undefined && { eventId }),
    ...(eventType !== undefined && { eventType }),
  }));
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n';

test('the events of a stream, wherever it is cut, with their secrets replaced', () => {
  const random = generator(3);
  for (let round = 0; round < 200; round++) {
    const host = new TestHost({ redact: true });
    const server = host.accepted();
    server.receive('GET /events HTTP/1.1\r\n\r\n');
    server.send(head);
    const bytes = Buffer.from(stream);
    for (let at = 0; at < bytes.length; ) {
      const next = at + 1 + random(round % 20 === 0 ? 1 : 30);
      server.send(bytes.subarray(at, next));
      at = next;
    }
    server.close();
    const [exchange = assert.fail()] = host.finish();
    assert.deepEqual(events(exchange), told, `round ${round}`);
    assert.equal(host.trace.heldBytes, 0);
  }
});

test('while a stream lasts it is told again, with the events that came and when', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive('GET /events HTTP/1.1\r\n\r\n');
  server.send(head);
  for (let i = 0; i < 5; i++) {
    host.wait(400);
    server.send(`data: ${i}\n\n`);
  }
  host.wait(600);
  const states = host.exchanges.map(({ completeness, messages }) => [
    completeness.state,
    messages?.items.length,
  ]);
  assert.deepEqual(states.at(-1), ['pending', 5]);
  assert.ok(states.length >= 3 && states.length <= 6);
  assert.equal(new Set(host.exchanges.map(({ id }) => id)).size, 1);
  assert.equal(host.trace.idle, true);
  const times = host.exchanges.at(-1)?.messages?.items.map(({ timeMs }) => timeMs) ?? [];
  for (let i = 1; i < times.length; i++) {
    assert.equal(Math.round((times[i] ?? 0) - (times[i - 1] ?? 0)), 400);
  }
  server.close();
  host.wait(300);
  assert.equal(host.exchanges.at(-1)?.completeness.state, 'complete');
});

test('the id and the type of an event tell no secret', () => {
  const host = new TestHost({ redact: true });
  const server = host.accepted();
  server.receive('GET /events HTTP/1.1\r\n\r\n');
  server.send(`${head}id: /a?token=SECRET\nevent: Bearer SECRETSECRET\ndata: x\n\n`);
  server.close();
  const [exchange = assert.fail()] = host.finish();
  assert.deepEqual(events(exchange), [
    { text: 'x', eventId: '/a?token=[redacted]', eventType: 'Bearer [redacted]' },
  ]);
});

test('a coded stream whose sender flushes after each event', async () => {
  for (const [coding, coder] of [
    ['gzip', createGzip()],
    ['deflate', createDeflate()],
  ] as const) {
    const random = generator(5);
    const host = new TestHost({ redact: true });
    const server = host.accepted();
    server.receive('GET /events HTTP/1.1\r\n\r\n');
    server.send(head.replace('\r\n\r\n', `\r\nContent-Encoding: ${coding}\r\n\r\n`));
    const pieces: Buffer[] = [];
    coder.on('data', (piece: Buffer) => pieces.push(piece));
    for (let i = 0; i < 50; i++) {
      coder.write(`data: {"token":"SECRET","n":${i}}\n\n`);
      await new Promise<void>((resolve) => coder.flush(constants.Z_SYNC_FLUSH, resolve));
      const bytes = Buffer.concat(pieces.splice(0));
      for (let at = 0; at < bytes.length; ) {
        const next = at + 1 + random(20);
        server.send(bytes.subarray(at, next));
        at = next;
      }
    }
    server.close();
    const [exchange = assert.fail()] = host.finish();
    assert.deepEqual(
      events(exchange)?.map(({ text }) => text),
      Array.from({ length: 50 }, (_, i) => `{"token":"[redacted]","n":${i}}`),
    );
    assert.equal(host.trace.heldBytes, 0);
  }
});

test('a coded stream of which bytes are missing, or whose coding is another, tells no event', () => {
  for (const [coding, lossy] of [
    ['gzip', true],
    ['br', undefined],
  ] as const) {
    const host = new TestHost();
    const server = host.accepted();
    server.receive('GET /events HTTP/1.1\r\n\r\n');
    server.send(head.replace('\r\n\r\n', `\r\nContent-Encoding: ${coding}\r\n\r\n`));
    server.send(Buffer.from('1f8b0800000000000003', 'hex'));
    server.lose('sent', 20);
    server.send(Buffer.from('0000ffff', 'hex'));
    server.close();
    const [exchange = assert.fail()] = host.finish();
    assert.deepEqual([exchange.messages?.items.length ?? 0, exchange.messages?.lossy], [0, lossy]);
    assert.equal(host.trace.heldBytes, 0);
  }
});

test('over HTTP/2, with a hole: the event in it is not told, and that some are missing is', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(Buffer.concat([preface, settings, get(1, '/events')]));
  const type = literal('content-type', 'text/event-stream');
  server.send(Buffer.concat([settings, headers(1, [indexed(8), type])]));
  server.send(data(1, 'data: one\n\n'));
  const second = data(1, 'data: two\n\n');
  server.send(second.subarray(0, 15));
  server.lose('sent', second.length - 15);
  server.send(data(1, 'data: three\n\n', true));
  host.wait(100);
  const [exchange = assert.fail()] = host.finish();
  assert.deepEqual(events(exchange), [{ text: 'one' }, { text: 'three' }]);
  assert.equal(exchange.messages?.lossy, true);
  assert.equal(exchange.completeness.state, 'gap');
});

test('long events and lines take bounded memory', () => {
  const host = new TestHost({ captureLimit: 1000 });
  const server = host.accepted();
  server.receive('GET /events HTTP/1.1\r\n\r\n');
  server.send(head);
  server.send(`data: ${'x'.repeat(3_000_000)}`);
  assert.ok(host.trace.heldBytes < 20_000);
  server.send(`\n\n${'data: y\n'.repeat(10_000)}\n`);
  assert.ok(host.trace.heldBytes < 40_000);
  server.close();
  const [exchange] = host.finish();
  assert.deepEqual(
    exchange?.messages?.items.map(({ cut, text }) => [cut, text?.length]),
    [
      [true, 4096],
      [true, 4096],
    ],
  );
});
