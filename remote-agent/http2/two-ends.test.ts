import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFlag } from '../capture/events.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { data, get, headers, indexed, ok, preface, settings } from '../testing/frames.ts';
import { type TestEnd, TestHost } from '../testing/host.ts';

function brief({ side, process, peer, protocol, request, response, completeness }: Exchange) {
  const other = peer.process?.name ?? 'nobody';
  const status = response?.status ?? 'nothing';
  const { state } = completeness;
  return `${side} ${process.name}/${other} ${protocol} ${request.target} ${status} ${state}`;
}

function begin(host: TestHost): { client: TestEnd; server: TestEnd } {
  const client = host.connected();
  const server = host.accepted();
  client.send(Buffer.concat([preface, settings]));
  server.receive(Buffer.concat([preface, settings]));
  server.send(settings);
  client.receive(settings);
  return { client, server };
}

test('interleaved streams inside the host, each told once by the server', () => {
  const host = new TestHost();
  const { client, server } = begin(host);
  for (let i = 0; i < 40; i++) {
    const [first, second] = [4 * i + 1, 4 * i + 3];
    const asked = Buffer.concat([get(first, `/${first}`), get(second, `/${second}`)]);
    client.send(asked);
    server.receive(asked);
    // The second is answered first, and the first in two parts.
    const parts = [ok(second, 'x'), headers(first, [indexed(8)]), data(first, 'y', true)];
    for (const part of parts) server.send(part);
    client.receive(Buffer.concat(parts));
    if (i % 3 === 0) host.wait(30);
  }
  host.wait(200);
  const told = host.exchanges.map(brief);
  assert.equal(new Set(told).size, 80);
  assert.equal(told.length, 80);
  assert.ok(told.every((line) => /^server nginx\/curl HTTP\/2 .* 200 complete$/.test(line)));
  assert.equal(new Set(host.exchanges.map(({ id }) => id)).size, 80);
});

test('the client’s end is reported late, after hundreds of exchanges were told', () => {
  const host = new TestHost();
  const { client, server } = begin(host);
  // By now the server's end need not wait for the client's.
  host.wait(100);
  const asked = Array.from({ length: 400 }, (_, i) => get(2 * i + 1, `/${i}`));
  const answered = asked.map((_, i) => ok(2 * i + 1, 'x'));
  for (let i = 0; i < asked.length; i++) {
    server.receive(asked[i] ?? '');
    server.send(answered[i] ?? '');
    if (i % 100 === 99) {
      for (let late = i - 99; late <= i; late++) {
        client.send(asked[late] ?? '');
        client.receive(answered[late] ?? '');
      }
      host.wait(10);
    }
  }
  host.wait(200);
  assert.equal(host.exchanges.length, 400);
});

test('what the server missed is taken from the client', () => {
  const host = new TestHost();
  const { client, server } = begin(host);
  client.send(get(1, '/file'));
  server.receive(get(1, '/file'));
  server.send(headers(1, [indexed(8)]));
  const content = data(1, 'y'.repeat(100), true);
  // As sendfile does: bytes leave that no probe has seen.
  server.send(content.subarray(0, 9));
  server.lose('sent', 100);
  client.receive(Buffer.concat([headers(1, [indexed(8)]), content]));
  host.wait(200);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl HTTP/2 /file 200 complete']);
  assert.equal(host.exchanges[0]?.response?.bodyBytes, 100);
});

test('a connection older than the trace: read from the first call whose frames leave no doubt', () => {
  const flags = eventFlag.FLAG_JOINED;
  const host = new TestHost();
  const server = host.accepted({ flags });
  server.send('the middle of some content, which may be anything');
  server.receive(get(7, '/7', indexed(70)));
  server.send(ok(7, 'seven'));
  server.receive(get(9, '/9'));
  server.send(ok(9, 'nine'));
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), [
    'server nginx/nobody HTTP/2 /7 200 gap',
    'server nginx/nobody HTTP/2 /9 200 complete',
  ]);
  assert.deepEqual(host.exchanges[0]?.completeness.notes, [
    { kind: 'unknown-fields', message: 'request', count: 1 },
  ]);
});

test('other protocols in their middle are not taken for HTTP/2', () => {
  const flags = eventFlag.FLAG_JOINED;
  const host = new TestHost();
  const server = host.accepted({ flags });
  for (const hex of ['160303001a0000', '000000', '0300000b06e00000000000', '00'.repeat(90)]) {
    server.receive(Buffer.from(hex, 'hex'));
  }
  // A whole frame of a stream, whose field section is none.
  server.receive(Buffer.from('000004010500000001ffffffff', 'hex'));
  assert.equal(host.finish().length, 0);
});

test('a server that speaks first', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.send(settings);
  server.receive(Buffer.concat([preface, settings, get(1, '/')]));
  server.send(ok(1, 'x'));
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/nobody HTTP/2 / 200 complete']);
});
