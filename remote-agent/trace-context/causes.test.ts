import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../protocol/exchange.ts';
import { clientAddress, serverAddress, type TestEnd, TestHost } from '../testing/host.ts';
import type { Task } from '../testing/record-writer.ts';

const shop: Task = { pid: 300, comm: 'shop' };
const stock: Task = { pid: 400, comm: 'stock' };
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

function get(target: string, ...fields: string[]): string {
  return [`GET ${target} HTTP/1.1`, 'Host: a', ...fields, '', ''].join('\r\n');
}

/** A request that the shop reads; where it comes from is not on this host. */
function asked(host: TestHost, port: number, request: string, task: Task = shop): TestEnd {
  const end = host.accepted({ task, remote: { ...clientAddress, port } });
  end.receive(request);
  return end;
}

/** A request that the shop makes; where it goes is not on this host. */
function asks(host: TestHost, port: number, request: string, task: Task = shop): void {
  const end = host.connected({ task, local: { ...clientAddress, port } });
  end.send(request);
  end.receive(ok);
  end.close();
}

function told(host: TestHost, target: string): Exchange {
  const found = host.finish().find((one) => one.request.target === target);
  assert.ok(found, target);
  return found;
}

test('the one exchange that a process is answering is why it asks', () => {
  const host = new TestHost();
  const caller = asked(host, 1, get('/order'));
  asks(host, 2, get('/stock'));
  caller.send(ok);
  asks(host, 3, get('/later'));
  const { id } = told(host, '/order');
  assert.deepEqual(told(host, '/stock').cause, { exchange: id, by: 'thread' });
  assert.equal(told(host, '/later').cause, undefined);
});

test('of several exchanges under way the thread tells which, or nothing does', () => {
  const host = new TestHost();
  asked(host, 1, get('/one'), { ...shop, tid: 301 });
  asked(host, 2, get('/two'), { ...shop, tid: 302 });
  asks(host, 3, get('/by-thread'), { ...shop, tid: 302 });
  asks(host, 4, get('/by-nobody'), { ...shop, tid: 303 });
  asked(host, 5, get('/three'), { ...shop, tid: 302 });
  asks(host, 6, get('/unclear'), { ...shop, tid: 302 });
  const { id } = told(host, '/two');
  assert.deepEqual(told(host, '/by-thread').cause, { exchange: id, by: 'thread' });
  assert.equal(told(host, '/by-nobody').cause, undefined);
  assert.equal(told(host, '/unclear').cause, undefined);
});

test('another thread of a process that answers only one exchange', () => {
  const host = new TestHost();
  asked(host, 1, get('/order'), { ...shop, tid: 301 });
  asks(host, 2, get('/stock'), { ...shop, tid: 399 });
  const { id } = told(host, '/order');
  assert.deepEqual(told(host, '/stock').cause, { exchange: id, by: 'process' });
});

test('a trace id tells exactly, and rules out exchanges of other traces', () => {
  const host = new TestHost();
  const parent = (digit: string) => `traceparent: 00-${digit.repeat(32)}-${'a'.repeat(16)}-01`;
  asked(host, 1, get('/one', parent('1')));
  asked(host, 2, get('/two', parent('2')));
  asks(host, 3, get('/for-one', parent('1')));
  asks(host, 4, get('/for-neither', parent('3')));
  const { id, trace } = told(host, '/one');
  assert.equal(trace?.traceId, '1'.repeat(32));
  assert.deepEqual(told(host, '/for-one').cause, { exchange: id, by: 'trace-id' });
  assert.equal(told(host, '/for-neither').cause, undefined);
});

test('a request to another process of the host, which is told as that one’s', () => {
  const host = new TestHost();
  const caller = asked(host, 1, get('/order'));
  const ends = { local: { ...clientAddress, port: 7 }, remote: serverAddress };
  const client = host.connected({ task: shop, ...ends });
  const server = host.accepted({ task: stock, local: ends.remote, remote: ends.local });
  client.send(get('/stock'));
  server.receive(get('/stock'));
  server.send(ok);
  client.receive(ok);
  caller.send(ok);
  const inner = told(host, '/stock');
  assert.equal(inner.process.pid, stock.pid);
  assert.deepEqual(inner.cause, { exchange: told(host, '/order').id, by: 'thread' });
});

test('a process that never answers is not remembered without bound', () => {
  const host = new TestHost();
  for (let port = 1; port <= 1000; port++) asked(host, port, get(`/${port}`));
  asks(host, 2000, get('/asked'));
  assert.equal(told(host, '/asked').cause, undefined);
});
