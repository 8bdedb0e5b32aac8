import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Loss } from '../../../remote-agent/protocol/messages.ts';
import { namedEvent, namedExchange } from '../exchange/names.ts';
import { plainExchange } from '../testing/exchange.ts';
import { TraceStore } from './trace-store.ts';

const limits = { maxExchanges: 10, maxConnections: 2, maxBytes: 1e6 };
const event: ConnectionEvent = {
  id: 'c1',
  event: 'accept',
  timeMs: 0,
  local: { address: '::1', port: 80 },
  remote: null,
  process: null,
};

test('changes are told at once, then at most every 100 ms, the last one too', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const store = new TraceStore(limits);
    let told = 0;
    const listening = store.listen({ changed: () => (told += 1) });
    store.addConnections([event]);
    assert.equal(told, 1);
    for (let index = 0; index < 50; index += 1) store.addConnections([event]);
    assert.equal(told, 1);
    mock.timers.tick(100);
    assert.equal(told, 2);
    mock.timers.tick(1000);
    assert.equal(told, 2);
    store.addConnections([event]);
    assert.equal(told, 3);
    listening.dispose();
    store.addConnections([event]);
    mock.timers.tick(1000);
    assert.equal(told, 3);
    store.dispose();
  } finally {
    mock.timers.reset();
  }
});

test('losses add up for each reason; connections are bounded', () => {
  const store = new TraceStore(limits);
  store.addLosses([{ reason: 'probe-missed', events: 2, bytes: 0 }]);
  store.addLosses([
    { reason: 'probe-missed', events: 3, bytes: 1 },
    { reason: 'ring-buffer-full', events: 1, bytes: 9 },
  ]);
  assert.deepEqual(store.losses, [
    { host: '', reason: 'probe-missed', events: 5, bytes: 1 },
    { host: '', reason: 'ring-buffer-full', events: 1, bytes: 9 },
  ]);
  store.addLosses([{ reason: 'probe-missed', events: 1, bytes: 0 }], 'web-2');
  assert.equal(store.losses.length, 3);
  assert.equal(store.losses[2]?.host, 'web-2');
  store.addConnections(['a', 'b', 'c', 'c'].map((id) => ({ ...event, id })));
  assert.deepEqual(store.dropped, { bodies: 0, exchanges: 0, connections: 1 });
  let cleared = 0;
  store.listen({ cleared: () => (cleared += 1) });
  store.clear();
  assert.equal(cleared, 1);
  assert.deepEqual(store.losses, []);
  assert.equal(store.connections.length, 0);
  store.dispose();
});

test('traces of two hosts lie beside each other, and everything of them is told apart', () => {
  const store = new TraceStore({ ...limits, maxConnections: 10 });
  const first = store.begin('web-1', false);
  const second = store.begin('web-2', true);
  for (const trace of [first, second]) {
    store.addConnections([namedEvent(event, trace)]);
    store.addExchanges([namedExchange(plainExchange({ id: 'e1' }), trace)]);
  }
  assert.deepEqual(store.tracedHosts, ['web-1', 'web-2']);
  assert.equal(store.exchanges.length, 2);
  const connections = [...store.connections.all()].map(({ id, exchanges }) => [id, exchanges]);
  assert.deepEqual(connections, [
    ['c1', 1],
    ['2/c1', 1],
  ]);
  const endpoints = [...store.endpoints.all()].map(({ tracedHost, hits }) => [tracedHost, hits]);
  assert.deepEqual(endpoints, [
    ['web-1', 1],
    ['web-2', 1],
  ]);
  assert.deepEqual(
    ['e1', '2/e1', '3/e1'].map((id) => store.hostOf(id)),
    ['web-1', 'web-2', ''],
  );
  store.clear();
  assert.equal(store.hostOf('2/e1'), 'web-2', 'those that are on go on under their names');
  assert.equal(store.begin('web-3', false), 1);
  assert.deepEqual(store.tracedHosts, ['web-3']);
  store.dispose();
});

test('reasons that a host invents are not held without an end', () => {
  const store = new TraceStore(limits);
  const loss = (reason: string) => ({ reason, events: 1, bytes: 0 }) as unknown as Loss;
  for (let n = 0; n < 3000; n += 1) store.addLosses([loss(`reason ${n}`)]);
  store.addLosses([loss('x'.repeat(1_000_000))]);
  store.addLosses([loss('reason 1')]);
  assert.equal(store.losses.length, 1000);
  assert.equal(store.losses.find(({ reason }) => String(reason) === 'reason 1')?.events, 2);
});
