import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { eventFlag, tcpState } from '../capture/events.ts';
import { Exclusion } from '../process/exclusion.ts';
import { curl, TestHost } from '../testing/host.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test('a long exchange is told as pending, and again under the same id', () => {
  const host = new TestHost();
  const end = host.accepted();
  end.receive(get('/'));
  host.wait(490);
  assert.equal(host.exchanges.length, 0);
  host.wait(30);
  assert.equal(host.exchanges[0]?.completeness.state, 'pending');
  assert.equal(host.exchanges[0]?.timing.endMs, null);
  host.wait(1000);
  end.send(ok('x'));
  host.wait(100);
  assert.deepEqual(
    host.exchanges.map(({ id, completeness }) => `${id} ${completeness.state}`),
    ['1.0 pending', '1.0 complete'],
  );
});

test('the end of the trace tells what is under way', () => {
  const host = new TestHost();
  host.accepted().receive(get('/'));
  const [exchange] = host.finish();
  assert.equal(exchange?.completeness.state, 'response-missing');
  assert.deepEqual(exchange?.completeness.notes, [
    { kind: 'response-missing', reason: 'trace-ended' },
  ]);
  assert.equal(exchange?.timing.endMs, null);
});

test('a reset connection', () => {
  const host = new TestHost();
  const end = host.accepted();
  end.receive(get('/'));
  end.close(constants.errno.ECONNRESET);
  host.wait(300);
  assert.deepEqual(host.exchanges[0]?.completeness.notes, [
    { kind: 'response-missing', reason: 'reset' },
  ]);
  assert.equal(host.connections.at(-1)?.reason, 'ECONNRESET');
});

test('a client may read what is left after its socket closed', () => {
  const host = new TestHost();
  const end = host.connected();
  end.send('GET / HTTP/1.0\r\n\r\n');
  end.receive('HTTP/1.0 200 OK\r\n\r\nfirst');
  end.state(tcpState.established, tcpState.close, { received: 1000 });
  host.wait(50);
  end.receive(' second');
  host.wait(500);
  assert.equal(host.exchanges[0]?.response?.bodyBytes, 'first second'.length);
  assert.equal(host.exchanges[0]?.completeness.state, 'complete');
});

test('what is read long after a connection is over, because its socket was not', () => {
  const host = new TestHost();
  const end = host.connected();
  end.send(get('/'));
  const over = { received: 40, read: 0, flags: eventFlag.FLAG_CONNECTED | eventFlag.FLAG_UNREAD };
  end.state(tcpState.established, tcpState.close, over);
  assert.equal(host.connections.at(-1)?.event, 'close');
  host.wait(5000);
  assert.equal(host.exchanges.at(-1)?.completeness.state, 'pending');
  end.receive(ok('x'));
  end.state(tcpState.close, tcpState.close, { ...over, read: 40 });
  host.wait(500);
  assert.equal(host.exchanges.at(-1)?.completeness.state, 'complete');
  assert.equal(host.exchanges.at(-1)?.response?.bodyBytes, 1);
  assert.equal(host.connections.filter(({ event }) => event === 'close').length, 1);

  const never = host.connected();
  never.send(get('/'));
  never.state(tcpState.established, tcpState.close, over);
  host.wait(1000);
  assert.equal(host.exchanges.at(-1)?.completeness.state, 'pending');
  never.state(tcpState.close, tcpState.close, over);
  host.wait(500);
  assert.equal(host.exchanges.at(-1)?.completeness.state, 'response-missing');
});

test('bytes that the ring buffer lost at the very end are missed', () => {
  const host = new TestHost();
  const end = host.accepted();
  end.receive('GET / HTTP/1.0\r\n\r\n');
  end.send('HTTP/1.0 200 OK\r\n\r\nfirst');
  end.lose('sent', 100);
  end.close();
  host.wait(300);
  assert.equal(host.exchanges[0]?.completeness.state, 'gap');
  assert.equal(host.exchanges[0]?.response?.bodyBytes, 105);
});

test('bytes that a process read at the very end and that nobody saw are missed', () => {
  const host = new TestHost();
  const end = host.connected();
  end.send('GET / HTTP/1.0\r\n\r\n');
  end.receive('HTTP/1.0 200 OK\r\n\r\nfirst');
  end.lose('received', 7);
  end.close();
  host.wait(500);
  assert.deepEqual(
    host.exchanges.map(({ completeness }) => completeness.state),
    ['gap'],
  );
});

test('a read that is told after its socket has closed is not missed', () => {
  const host = new TestHost();
  const end = host.connected();
  const [head, first, second] = ['HTTP/1.0 200 OK\r\n\r\n', 'first', ' second'];
  end.send('GET / HTTP/1.0\r\n\r\n');
  end.receive(head + first);
  const bytes = head.length + first.length + second.length;
  end.state(tcpState.established, tcpState.close, { received: bytes, read: bytes });
  host.wait(50);
  end.receive(second);
  host.wait(500);
  const [exchange] = host.exchanges;
  assert.equal(exchange?.completeness.state, 'complete');
  assert.equal(Buffer.from(exchange?.response?.body ?? '', 'base64').toString(), first + second);
});

test('a port that is known stays known', () => {
  const host = new TestHost();
  const flags = eventFlag.FLAG_CONNECTED;
  const end = host.connected({ flags });
  const unbound = { bytes: [10, 0, 0, 2], port: 0 };
  end.state(tcpState.established, tcpState.close, { local: unbound });
  assert.deepEqual(host.connections.at(-1)?.local, { address: '10.0.0.2', port: 40_000 });
});

test('the trace itself does not appear', () => {
  const exclusion = new Exclusion('10.0.0.2 40000 10.0.0.1 80');
  exclusion.addProcess(curl.pid);
  const host = new TestHost({ exclusion });
  const own = host.accepted();
  own.receive(get('/'));
  own.send(ok('x'));
  own.close();
  const local = { bytes: [10, 0, 0, 9], port: 1 };
  const ours = host.connected({ local });
  ours.send(get('/'));
  ours.receive(ok('x'));
  host.wait(100);
  assert.deepEqual(host.finish(), []);
  assert.deepEqual(
    host.connections.map(({ event }) => event),
    ['established'],
  );
});

test('data without a socket event is told all the same', () => {
  const host = new TestHost();
  const end = host.accepted({ flags: eventFlag.FLAG_JOINED });
  end.receive(get('/'));
  end.send(ok('x'));
  host.wait(100);
  assert.equal(host.exchanges[0]?.process.name, 'nginx');
});

test('more connections than the table holds', () => {
  const host = new TestHost({ connectionLimit: 10 });
  for (let connection = 1; connection <= 20; connection++) {
    host.accepted({ connection }).receive(get(`/${connection}`));
  }
  assert.equal(host.losses.length, 10);
  host.wait(200);
  assert.equal(host.exchanges.length, 10);
  assert.deepEqual(host.exchanges[0]?.completeness.notes, [
    { kind: 'response-missing', reason: 'lost' },
  ]);
  assert.equal(host.finish().length, 20);
});

test('bodies beyond the memory limit are counted', () => {
  const host = new TestHost({ memoryLimit: 2500 });
  const end = host.accepted();
  end.receive(get('/'));
  end.send(ok('x'.repeat(2000)));
  host.wait(100);
  const { bodyBytes, body } = host.exchanges[0]?.response ?? {};
  assert.equal(bodyBytes, 2000);
  assert.equal(body, undefined);
  assert.equal(host.exchanges[0]?.completeness.state, 'truncated');
  assert.deepEqual(host.losses, [{ events: 1, bytes: 2000 }]);
  for (let i = 0; i < 20; i++) {
    end.receive(get('/'));
    end.send(ok('x'.repeat(900)));
  }
  host.wait(100);
  assert.ok(host.exchanges.slice(1).every(({ response }) => response?.body !== undefined));
});

test('HTTP/2 is recognised and nothing is made up', () => {
  const host = new TestHost();
  const end = host.accepted();
  end.receive('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0');
  end.send('\0\0\0\x04\0\0\0\0\0');
  end.receive(get('/'));
  host.wait(100);
  assert.deepEqual(host.finish(), []);
});
