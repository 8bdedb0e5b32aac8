import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFlag, tcpState } from '../capture/events.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { data, get as get2, headers, indexed, preface, settings } from '../testing/frames.ts';
import { type TestEnd, TestHost } from '../testing/host.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const head = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n';

/** The times of an exchange from its start on, in whole milliseconds. */
function phases({ timing }: Exchange) {
  const { startMs, requestEndMs, responseStartMs, endMs, peer } = timing;
  const since = (ms: number | null | undefined) => (ms == null ? null : Math.round(ms - startMs));
  return {
    own: [requestEndMs, responseStartMs, endMs].map(since),
    peer: peer && [peer.startMs, peer.requestEndMs, peer.responseStartMs, peer.endMs].map(since),
  };
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** Each step 10 ms after the one before: the request in two parts, and the response too. */
function exchange(host: TestHost, client: TestEnd, server: TestEnd, path: string): void {
  const step = (end: TestEnd, moves: 'send' | 'receive', bytes: Buffer | string) => {
    end[moves](bytes);
    host.wait(10);
  };
  step(client, 'send', get(path).slice(0, 5));
  step(client, 'send', get(path).slice(5));
  step(server, 'receive', get(path).slice(0, 5));
  step(server, 'receive', get(path).slice(5));
  step(server, 'send', head);
  step(client, 'receive', head);
  step(server, 'send', 'body');
  step(client, 'receive', 'body');
}

test('both ends of a connection on the host: the times of each, and those in between', () => {
  const host = new TestHost();
  const client = host.connecting();
  host.wait(30);
  client.state(tcpState.synSent, tcpState.established);
  const server = host.accepted();
  for (const path of ['/1', '/2', '/3']) exchange(host, client, server, path);
  host.wait(100);
  assert.equal(host.exchanges.length, 3);
  for (const told of host.exchanges) {
    assert.equal(told.side, 'server');
    assert.deepEqual(phases(told), { own: [10, 20, 40], peer: [-20, -10, 30, 50] });
    assert.equal(rounded(told.timing.requestInSocketMs), 20);
    assert.equal(rounded(told.timing.responseInSocketMs), 10);
  }
  assert.deepEqual(
    host.exchanges.map(({ timing }) => rounded(timing.connectMs)),
    [30, undefined, undefined],
  );
});

test('a client alone: how long it took to connect, and nothing of the other end', () => {
  const host = new TestHost();
  const client = host.connecting();
  host.wait(20);
  client.state(tcpState.synSent, tcpState.established);
  client.send(get('/'));
  client.receive(`${head}body`);
  host.wait(100);
  const { timing } = host.exchanges[0] ?? assert.fail();
  assert.equal(rounded(timing.connectMs), 20);
  assert.deepEqual(Object.keys(timing), [
    'startMs',
    'requestEndMs',
    'responseStartMs',
    'endMs',
    'connectMs',
  ]);
});

test('a client that has not read the answer when the exchange is told', () => {
  const host = new TestHost();
  const client = host.connected();
  const server = host.accepted();
  host.wait(100);
  client.send(get('/'));
  server.receive(get('/'));
  server.send(`${head}body`);
  host.wait(30);
  assert.equal(host.exchanges.length, 0, 'the client may still read it');
  host.wait(30);
  const { timing } = host.exchanges[0] ?? assert.fail();
  assert.equal(timing.peer?.responseStartMs, null);
  assert.equal(timing.peer?.endMs, null);
  assert.ok('requestInSocketMs' in timing);
  assert.ok(!('responseInSocketMs' in timing));
  client.receive(`${head}body`);
  host.wait(100);
  assert.equal(host.exchanges.length, 1);
});

test('as soon as the client has read the answer, the exchange is told', () => {
  const host = new TestHost();
  const client = host.connected();
  const server = host.accepted();
  host.wait(100);
  exchange(host, client, server, '/');
  assert.equal(host.exchanges.length, 1);
  assert.ok(host.trace.idle, 'nothing is waited for any more');
});

test('an answer of thousands of pieces: its first and its last are known', () => {
  const host = new TestHost();
  const client = host.connected();
  const server = host.accepted();
  host.wait(100);
  client.send(get('/'));
  server.receive(get('/'));
  const begun = 'HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n';
  for (const piece of [begun, ...Array.from({ length: 2000 }, () => 'x')]) {
    server.send(piece);
    client.receive(piece);
  }
  host.wait(100);
  const [told] = host.exchanges;
  const { peer, responseStartMs, endMs } = told?.timing ?? assert.fail();
  // Each call takes a microsecond, and the clock is exact to a quarter of one.
  assert.ok(Math.abs((peer?.responseStartMs ?? 0) - (responseStartMs ?? 0) - 0.001) < 0.0005);
  assert.ok(Math.abs((peer?.endMs ?? 0) - (endMs ?? 0) - 0.001) < 0.0005);
});

test('streams of HTTP/2, interleaved', () => {
  const host = new TestHost();
  const client = host.connected();
  const server = host.accepted();
  const move = (from: TestEnd, to: TestEnd, bytes: Buffer, late: number) => {
    from.send(bytes);
    host.wait(late);
    to.receive(bytes);
    host.wait(10);
  };
  move(client, server, Buffer.concat([preface, settings]), 0);
  move(server, client, settings, 0);
  host.wait(100);
  move(client, server, get2(1, '/1'), 20);
  move(client, server, get2(3, '/3'), 30);
  move(server, client, headers(3, [indexed(8)]), 10);
  move(server, client, headers(1, [indexed(8)]), 20);
  move(server, client, data(3, 'three', true), 10);
  move(server, client, data(1, 'one', true), 20);
  host.wait(100);
  const byStream = host.exchanges.sort((a, b) => (a.stream?.id ?? 0) - (b.stream?.id ?? 0));
  assert.deepEqual(byStream.map(phases), [
    { own: [0, 70, 120], peer: [-20, -20, 90, 140] },
    { own: [0, 10, 60], peer: [-30, -30, 20, 70] },
  ]);
});

test('ends that are older than the trace count differently, and are not compared', () => {
  const host = new TestHost();
  const flags = eventFlag.FLAG_JOINED;
  const client = host.connected({ flags });
  const server = host.accepted({ flags });
  exchange(host, client, server, '/');
  host.wait(100);
  const { timing } = host.exchanges[0] ?? assert.fail();
  assert.ok(!('peer' in timing) && !('connectMs' in timing));
});
