import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventFlag, tcpState } from '../capture/events.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { clientAddress, serverAddress, type TestEnd, TestHost } from '../testing/host.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function pair(host: TestHost): { client: TestEnd; server: TestEnd } {
  return { client: host.connected(), server: host.accepted() };
}

function brief({ side, process, peer, request, response, completeness }: Exchange): string {
  const other = peer.process?.name ?? 'nobody';
  const status = response?.status ?? 'nothing';
  return `${side} ${process.name}/${other} ${request.target} ${status} ${completeness.state}`;
}

test('many exchanges on one connection, each told once by the server', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  for (let i = 0; i < 10; i++) {
    client.send(get(`/${i}`));
    server.receive(get(`/${i}`));
    server.send(ok('x'));
    client.receive(ok('x'));
    host.wait(30);
  }
  client.close();
  server.close();
  host.wait(500);
  assert.deepEqual(
    host.exchanges.map(brief),
    Array.from({ length: 10 }, (_, i) => `server nginx/curl /${i} 200 complete`),
  );
});

test('the events of the two ends in any order', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(get('/'));
  server.send(ok('x'));
  const client = host.connected();
  client.receive(ok('x'));
  client.send(get('/'));
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl / 200 complete']);
});

test('a client whose handshake is over after it was answered, as with TCP Fast Open', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(get('/'));
  server.send(ok('x'));
  host.wait(100);
  const client = host.connected();
  client.send(get('/'));
  client.receive(ok('x'));
  client.close();
  server.close();
  host.wait(500);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/nobody / 200 complete']);
});

test('a server that is seen only when its client has waited for long', () => {
  for (const isLasting of [false, true]) {
    const host = new TestHost();
    const client = host.connected();
    client.send(get('/'));
    host.wait(600);
    const server = host.accepted();
    server.receive(get('/'));
    if (isLasting) host.wait(600);
    server.send(ok('x'));
    client.receive(ok('x'));
    host.wait(100);
    assert.deepEqual(host.exchanges.map(brief), [
      'client curl/nobody / nothing pending',
      'client curl/nginx / 200 complete',
    ]);
    assert.equal(new Set(host.exchanges.map(({ id }) => id)).size, 1);
  }
});

test('what the server missed is taken from the client', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
  client.send(get('/file'));
  server.receive(get('/file'));
  server.send(head);
  // As sendfile does: bytes leave that no probe has seen.
  server.lose('sent', 100);
  client.receive(head);
  client.receive('y'.repeat(100));
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl /file 200 complete']);
  const [first] = host.exchanges;
  assert.equal(first?.connection, '2');
  assert.equal(first?.response?.bodyBytes, 100);
  assert.deepEqual(first?.local, { address: '10.0.0.1', port: 80 });
  server.receive(get('/next'));
  server.send(ok('x'));
  host.wait(100);
  assert.deepEqual(host.exchanges.slice(1).map(brief), ['server nginx/curl /next 200 complete']);
});

test('what the server missed is taken from a client that has closed before it is known', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
  client.send(get('/file'));
  server.receive(get('/file'));
  server.send(head);
  client.receive(head);
  client.receive('y'.repeat(100));
  client.state(tcpState.established, tcpState.finWait1, { sent: get('/file').length });
  // sendfile returns.
  server.send('', 100, eventFlag.FLAG_UNREADABLE);
  client.close();
  server.close();
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl /file 200 complete']);
});

test('what was sent last and never seen is missing, not left out by the server', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(get('/'));
  const answer = ok('x');
  server.lose('sent', answer.length);
  server.state(tcpState.established, tcpState.lastAck, { sent: answer.length });
  server.close();
  host.wait(500);
  assert.deepEqual(
    host.exchanges.map(({ completeness }) => completeness.notes),
    [[{ kind: 'response-missing', reason: 'lost' }]],
  );
});

test('what the server missed is taken from a client that reads for long', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n';
  client.send(get('/file'));
  server.receive(get('/file'));
  server.send(head);
  server.send('', 10_000, eventFlag.FLAG_UNREADABLE);
  client.receive(head);
  for (let i = 0; i < 10; i++) {
    host.wait(700);
    client.receive('y'.repeat(1000));
  }
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl /file 200 complete']);
});

test('what the server missed is taken from a client whose send returns late', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
  for (const path of ['/first', '/second']) {
    server.receive(get(path));
    server.send(head);
    server.send('', 100, eventFlag.FLAG_UNREADABLE);
    host.wait(300);
    client.send(get(path));
    client.receive(head);
    client.receive('y'.repeat(100));
  }
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief), [
    'server nginx/curl /first 200 complete',
    'server nginx/curl /second 200 complete',
  ]);
});

test('what the server missed is taken from a client that reads it long after its first send', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
  for (const isLate of [false, true]) {
    const host = new TestHost();
    const server = host.accepted();
    const early = isLate ? null : host.connected();
    server.receive(get('/file'));
    server.send(head);
    server.send('', 100, eventFlag.FLAG_UNREADABLE);
    const client = early ?? host.connected();
    client.send(get('/file'));
    host.wait(100);
    client.receive(head);
    host.wait(100);
    client.receive('y'.repeat(100));
    host.wait(100);
    assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl /file 200 complete']);
    client.close();
    server.close();
    host.wait(5000);
    assert.equal(host.exchanges.length, 1);
  }
});

test('what the server missed and its client has read is told at once', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
  // New connections are given time for both ends to be seen.
  host.wait(100);
  for (const path of ['/first', '/second', '/third']) {
    client.send(get(path));
    server.receive(get(path));
    server.send(head);
    server.send('', 100, eventFlag.FLAG_UNREADABLE);
    client.receive(head);
    client.receive('y'.repeat(100));
    const [told] = host.exchanges.splice(0);
    assert.equal(told && brief(told), `server nginx/curl ${path} 200 complete`);
    assert.equal(told?.response?.bodyBytes, 100);
  }
  host.wait(100);
  assert.deepEqual(host.exchanges, []);
});

test('what is due while many events come at once is told between them', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(get('/first'));
  server.send(ok('x'));
  // The agent has not looked at its clock since, but the events say how late it is.
  for (let i = 0; i < 10; i++) {
    host.nowNs += 10e6;
    host.accepted();
  }
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/nobody /first 200 complete']);
});

test('what the server missed and a client never tells is a gap', () => {
  const host = new TestHost();
  const { server } = pair(host);
  server.receive(get('/file'));
  server.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
  server.send('', 100, eventFlag.FLAG_UNREADABLE);
  host.wait(4000);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/nobody /file 200 gap']);
});

test('what the server missed and nobody else saw is a gap', () => {
  const host = new TestHost();
  const server = host.accepted();
  server.receive(get('/file'));
  server.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
  const sentNs = host.nowNs;
  server.lose('sent', 100);
  host.wait(300);
  server.close();
  host.wait(300);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/nobody /file 200 gap']);
  // Nobody knows when the missing bytes left, so the last ones that were seen count.
  const { endMs, responseStartMs } = host.exchanges[0]?.timing ?? {};
  assert.equal(endMs, responseStartMs);
  assert.ok(sentNs < host.nowNs);
});

test('an exchange of which the server end saw nothing is told by the client', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  client.send(get('/1'));
  server.lose('received', get('/1').length);
  server.lose('sent', ok('one').length);
  client.receive(ok('one'));
  client.send(get('/2'));
  server.receive(get('/2'));
  server.send(ok('two'));
  client.receive(ok('two'));
  host.wait(200);
  assert.deepEqual(host.exchanges.map(brief).sort(), [
    'client curl/nginx /1 200 complete',
    'server nginx/curl /2 200 complete',
  ]);
});

test('a server that reads late is told by itself, not by the waiting client', () => {
  const host = new TestHost();
  const { client, server } = pair(host);
  client.send(get('/1'));
  server.receive(get('/1'));
  server.send(ok('x'));
  client.receive(ok('x'));
  client.send(get('/slow'));
  host.wait(2000);
  assert.deepEqual(host.exchanges.map(brief), ['server nginx/curl /1 200 complete']);
  server.receive(get('/slow'));
  host.wait(1000);
  server.send(ok('x'));
  client.receive(ok('x'));
  host.wait(100);
  assert.deepEqual(host.exchanges.map(brief).slice(1), [
    'server nginx/curl /slow nothing pending',
    'server nginx/curl /slow 200 complete',
  ]);
  assert.equal(host.exchanges[1]?.id, host.exchanges[2]?.id);
});

test('connections older than the trace are told by the server', () => {
  const host = new TestHost();
  const flags = eventFlag.FLAG_JOINED;
  const client = host.connected({ flags });
  const server = host.accepted({ flags });
  server.send(ok('of a request before the trace'));
  client.receive(ok('of a request before the trace'));
  client.send(get('/1'));
  server.receive(get('/1'));
  server.send(ok('x'));
  client.receive(ok('x'));
  host.wait(200);
  assert.deepEqual(host.exchanges.map(brief), [
    'server nginx/curl  200 request-missing',
    'server nginx/curl /1 200 complete',
  ]);
  assert.deepEqual(host.exchanges[0]?.completeness.notes, [
    { kind: 'request-missing' },
    { kind: 'joined' },
  ]);
});

test('the same addresses in two network namespaces', () => {
  const loopback = { bytes: [127, 0, 0, 1], port: 80 };
  const caller = { bytes: [127, 0, 0, 1], port: 5000 };
  const host = new TestHost();
  const client = host.connected({ local: caller, remote: loopback });
  const server = host.accepted({ local: loopback, remote: caller });
  const other = host.accepted({ connection: 99, local: loopback, remote: caller });
  other.state(tcpState.established, tcpState.established, { netns: 2 });
  client.send(get('/'));
  server.receive(get('/'));
  server.send(ok('x'));
  client.receive(ok('x'));
  host.wait(100);
  assert.equal(host.exchanges.length, 1);
});

test('a port that is used again belongs to the new connection', () => {
  const host = new TestHost();
  for (let round = 0; round < 3; round++) {
    const client = host.connected({ local: clientAddress, remote: serverAddress });
    const server = host.accepted();
    client.send(get(`/${round}`));
    server.receive(get(`/${round}`));
    server.send(ok('x'));
    client.receive(ok('x'));
    client.close();
    server.close();
  }
  host.wait(300);
  assert.deepEqual(host.exchanges.map(brief), [
    'server nginx/curl /0 200 complete',
    'server nginx/curl /1 200 complete',
    'server nginx/curl /2 200 complete',
  ]);
});
