import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { endedBy, eventFlag, tcpState } from '../capture/events.ts';
import type { ConnectionEvent } from '../protocol/connection.ts';
import { clientAddress, curl, nginx, serverAddress, TestHost } from '../testing/host.ts';
import { dataRecord, retransmitRecord, unixRecord } from '../testing/record-writer.ts';

const { close, established, listen, synReceived, synSent } = tcpState;
const { ECONNREFUSED } = constants.errno;

function lines(host: TestHost): string[] {
  return host.connections.map(({ id, event, process, reason, remote }) =>
    [id, event, process?.name ?? '-', reason ?? '-', remote?.port ?? '-'].join(' '),
  );
}

test('opened, accepted, refused, listening', () => {
  const host = new TestHost();
  const client = host.connected({ connection: 5 });
  const server = host.accepted({ connection: 6 });
  server.state(established, established, { task: nginx });
  client.close();
  const refused = host.connected({ connection: 7 });
  refused.state(close, synSent, { task: curl });
  refused.state(synSent, close, { error: ECONNREFUSED });
  const listening = host.accepted({ connection: 8 });
  listening.state(close, listen, { task: curl });
  assert.deepEqual(lines(host), [
    '5 established - - 80',
    '6 accept nginx - 40000',
    '5 close - - 80',
    '7 established - - 80',
    '7 connect curl - 80',
    '7 failed curl ECONNREFUSED 80',
    '8 listen curl - -',
  ]);
});

test('accepted is told once: when it is known by whom, at the latest when it closes', () => {
  const host = new TestHost();
  const used = host.accepted({ connection: 1 });
  used.receive('GET / HTTP/1.1\r\n\r\n');
  used.state(established, established, { task: nginx });
  used.close();
  host.accepted({ connection: 2 }).close();
  assert.deepEqual(lines(host), [
    '1 accept nginx - 40000',
    '1 close nginx - 40000',
    '2 accept - - 40000',
    '2 close - - 40000',
  ]);
});

test('accepted is told at once where its first event names the process', () => {
  const host = new TestHost();
  host.accepted({ connection: 1 }).state(synReceived, established, { task: nginx });
  assert.deepEqual(lines(host), ['1 accept nginx - 40000']);
});

test('what was there before the trace is told as such, with who holds it', () => {
  const host = new TestHost();
  const flags = eventFlag.FLAG_JOINED;
  host.accepted({ connection: 1, flags }).state(listen, listen, { task: nginx });
  const [opened, listening] = host.connections;
  assert.equal(opened?.event, 'established');
  assert.deepEqual(
    [listening?.event, listening?.remote, listening?.process?.name, listening?.joined],
    ['listen', null, 'nginx', true],
  );
});

test('a request after the start on a connection from before is complete', () => {
  const host = new TestHost();
  const flags = eventFlag.FLAG_JOINED | eventFlag.FLAG_ACCEPTED;
  const end = host.accepted({ flags, sentBefore: 5000, receivedBefore: 700 });
  end.receive('GET /later HTTP/1.1\r\nHost: a\r\n\r\n');
  end.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
  host.wait(100);
  const [exchange, ...more] = host.finish();
  assert.deepEqual(exchange?.completeness, { state: 'complete', notes: [] });
  assert.deepEqual(more, []);
});

test('bytes that are missing after the start are not passed over in silence', () => {
  const host = new TestHost();
  const flags = eventFlag.FLAG_JOINED | eventFlag.FLAG_ACCEPTED;
  const end = host.accepted({ flags, sentBefore: 5000, receivedBefore: 700 });
  end.lose('received', 40);
  end.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
  host.wait(100);
  const [exchange] = host.finish();
  assert.equal(exchange?.completeness.state, 'request-missing');
});

test('both ends of a connection from before count alike', () => {
  const host = new TestHost();
  const before = { flags: eventFlag.FLAG_JOINED, sentBefore: 700, receivedBefore: 5000 };
  const client = host.connected(before);
  const server = host.accepted({ ...before, sentBefore: 5000, receivedBefore: 700 });
  for (const path of ['/1', '/2', '/3']) {
    const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    client.send(request);
    server.receive(request);
    server.send(response);
    client.receive(response);
    host.wait(100);
  }
  const told = host
    .finish()
    .map(({ request, side, process, peer, completeness }) =>
      [request.target, side, process.name, peer.process?.name, completeness.state].join(' '),
    );
  assert.deepEqual(told, [
    '/1 server nginx curl complete',
    '/2 server nginx curl complete',
    '/3 server nginx curl complete',
  ]);
});

test('what a connection came to', () => {
  const host = new TestHost();
  const end = host.connected({ connection: 3 });
  end.state(close, synSent, { task: curl });
  end.state(synSent, established, { rttUs: 1500 });
  host.record(
    retransmitRecord({ connection: 3, flags: 0, timeNs: host.nowNs, segments: 4, rttUs: 2000 }),
  );
  host.wait(250);
  end.state(tcpState.lastAck, close, {
    ...{ sent: 10, received: 20, read: 18, rttUs: 2500, retransmitted: 6 },
    ...{ segmentsIn: 7, dataSegmentsIn: 2, segmentsOut: 8, endedBy: endedBy.ENDED_BY_REMOTE },
  });
  const [, , opened, again, closed] = host.connections;
  assert.equal(opened?.rttMs, 1.5);
  assert.deepEqual([again?.event, again?.retransmits, again?.rttMs], ['retransmit', 4, 2]);
  assert.equal(again?.process?.name, 'curl');
  const { timeMs: _, durationMs, ...rest } = closed as ConnectionEvent;
  assert.ok(durationMs !== undefined && Math.abs(durationMs - 250.002) < 0.001, `${durationMs}`);
  assert.deepEqual(rest, {
    id: '3',
    event: 'close',
    local: { address: '10.0.0.2', port: 40_000 },
    remote: { address: '10.0.0.1', port: 80 },
    process: { pid: 200, name: 'curl', command: '' },
    netns: 1,
    rttMs: 2.5,
    closedBy: 'remote',
    bytesSent: 10,
    bytesReceived: 20,
    bytesRead: 18,
    segmentsIn: 7,
    dataSegmentsIn: 2,
    segmentsOut: 8,
    retransmits: 6,
  });
});

test('who ended it', () => {
  const enders = [
    'ENDED_BY_LOCAL',
    'ENDED_BY_REMOTE',
    'ENDED_BY_RESET',
    'ENDED_BY_TIMEOUT',
  ] as const;
  const host = new TestHost();
  for (const name of [...enders, 'ENDED_UNKNOWN'] as const) {
    host.connected({}).state(established, close, { endedBy: endedBy[name] });
  }
  const closes = host.connections.filter(({ event }) => event === 'close');
  assert.deepEqual(
    closes.map(({ closedBy }) => closedBy),
    ['local', 'remote', 'reset', 'timeout', undefined],
  );
});

test('a flood of connections keeps memory bounded, and what is given up is counted', () => {
  const host = new TestHost({ connectionLimit: 100 });
  for (let port = 1; port <= 5000; port++) {
    const end = host.connected({ local: { ...clientAddress, port }, remote: serverAddress });
    end.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  }
  host.wait(100);
  const given = host.losses.reduce((sum, { events }) => sum + events, 0);
  assert.equal(given, 4900);
  assert.equal(host.connections.filter(({ event }) => event === 'established').length, 5000);
  assert.equal(host.finish().length, 5000);
});

test('a Unix connection is told when its bytes are HTTP, both ends of it, and else not at all', () => {
  const host = new TestHost();
  const introduce = (connection: number, peer: number, flags: number, closed = false) => {
    host.nowNs += 1000;
    const path = '/run/a.sock';
    const task = flags & eventFlag.FLAG_ACCEPTED ? nginx : curl;
    host.record(unixRecord({ connection, peer, flags, timeNs: host.nowNs, path, closed, task }));
  };
  const [client, server] = [eventFlag.FLAG_CONNECTED, eventFlag.FLAG_ACCEPTED];
  const send = (connection: number, flags: number, text: string) => {
    host.nowNs += 1000;
    const { nowNs: timeNs } = host;
    host.record(dataRecord({ connection, flags, timeNs, position: 0, bytes: text, task: curl }));
  };
  introduce(1, 0, client);
  send(1, client | eventFlag.FLAG_SEND, 'G');
  introduce(1, 0, client, true);
  assert.deepEqual(lines(host), []);

  introduce(2, 0, client);
  send(2, client | eventFlag.FLAG_SEND, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  introduce(3, 2, server);
  send(3, server, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  introduce(2, 3, client, true);
  introduce(3, 2, server, true);
  assert.deepEqual(
    host.connections.map(({ id, event }) => `${id} ${event}`),
    ['2 connect', '3 accept', '2 close', '3 close'],
  );
});
