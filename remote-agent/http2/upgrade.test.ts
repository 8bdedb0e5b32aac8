import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readerOf } from '../http/readers.ts';
import { summary } from '../testing/conversation.ts';
import { data, get, headers, indexed, literal, ok, preface, settings } from '../testing/frames.ts';
import { TestHost } from '../testing/host.ts';
import { Replay } from '../testing/replay.ts';
import { Http2Connection } from './http2-connection.ts';

const upgrade =
  'POST /first HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
  'HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 4\r\n\r\nbody';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';

test('Upgrade: h2c: stream 1 answers the request, wherever the bytes are cut', () => {
  const up = Buffer.concat([Buffer.from(upgrade), preface, settings, get(3, '/second')]);
  const down = Buffer.concat([Buffer.from(switching), settings, ok(1, 'one'), ok(3, 'two')]);
  for (let cut = 1; cut < down.length; cut++) {
    const replay = new Replay(readerOf('http/1') ?? assert.fail());
    replay.data('request', up.subarray(0, upgrade.length));
    replay.data('response', down.subarray(0, cut));
    replay.data('request', up.subarray(upgrade.length)).data('response', down.subarray(cut));
    assert.deepEqual(replay.exchanges.map(summary).sort(), [
      'GET /second → 200 3 bytes',
      'POST /first 4 bytes → 101 0 bytes',
      'POST /first 4 bytes → 200 3 bytes',
    ]);
    assert.equal(replay.close().release(), 0);
  }
});

test('an upgrade inside the host: each exchange once, with an id of its own', () => {
  const host = new TestHost();
  const client = host.connected();
  const server = host.accepted();
  client.send(upgrade);
  server.receive(upgrade);
  server.send(switching);
  client.receive(switching);
  const greeting = Buffer.concat([preface, settings]);
  client.send(greeting);
  server.receive(greeting);
  const answer = Buffer.concat([settings, ok(1, 'one')]);
  server.send(answer);
  client.receive(answer);
  host.wait(300);
  client.close();
  server.close();
  const told = host
    .finish()
    .map(({ side, protocol, request, response }) =>
      [side, protocol, request.target, request.authority, response?.status].join(' '),
    );
  assert.deepEqual(told, ['server HTTP/1.1 /first a 101', 'server HTTP/2 /first a 200']);
  assert.equal(new Set(host.exchanges.map(({ id }) => id)).size, 2);
  assert.equal(host.trace.heldBytes, 0);
});

const connect = (stream: number, protocol: string) =>
  headers(stream, [
    literal(':method', 'CONNECT'),
    literal(':protocol', protocol),
    indexed(6),
    literal(':path', '/chat'),
  ]);

test('an extended CONNECT: a WebSocket on a stream, and a tunnel that nobody reads', () => {
  const replay = new Replay((...args) => new Http2Connection(...args));
  replay.data(
    'request',
    Buffer.concat([preface, settings, connect(1, 'websocket'), connect(3, 'x')]),
  );
  const accepted = Buffer.concat([headers(1, [indexed(8)]), headers(3, [indexed(8)])]);
  replay.data('response', Buffer.concat([settings, accepted]));
  assert.deepEqual(replay.exchanges.map(summary), ['CONNECT /chat → 200 0 bytes']);
  replay.data('response', Buffer.concat([data(3, 'anything'), data(1, '\x81\x02hi')]));
  const masked = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x68 ^ 1, 0x6f ^ 2]);
  replay.data('request', data(1, masked)).data('request', data(1, '', true));
  replay.data('response', data(1, '', true));
  assert.equal(replay.exchanges.length, 2);
  const { request, response } = replay.exchanges[1] ?? {};
  assert.deepEqual(request?.fields, [[':protocol', 'websocket']]);
  assert.deepEqual(
    request?.log?.latest.map(({ content }) => content),
    ['ho'],
  );
  assert.deepEqual(
    response?.log?.latest.map(({ content }) => content),
    ['hi'],
  );
  assert.equal(replay.release(), 0);
});
