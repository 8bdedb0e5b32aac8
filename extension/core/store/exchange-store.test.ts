import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { ExchangeStore } from './exchange-store.ts';
import { headSize } from './size.ts';

function exchange(id: string, body = '', state: 'pending' | 'complete' = 'complete'): Exchange {
  const process = { pid: 1, name: 'nginx', command: 'nginx' };
  const end = { address: '10.0.0.1', port: 80 };
  return {
    id,
    connection: 'c1',
    side: 'server',
    protocol: 'HTTP/1.1',
    scheme: 'http',
    process,
    peer: {},
    local: end,
    remote: end,
    request: { method: 'GET', target: '/', authority: 'a', headers: [], bodyBytes: 0 },
    response: {
      status: 200,
      reason: 'OK',
      headers: [['Content-Type', 'text/plain']],
      bodyBytes: body.length,
      ...(body !== '' && { body }),
    },
    timing: { startMs: 0, requestEndMs: 0, responseStartMs: 0, endMs: 0 },
    completeness: { state, notes: [] },
  };
}

const head = headSize(exchange('e1'));
const wide = { maxExchanges: 1000, maxBytes: 1e9 };

function held(store: ExchangeStore) {
  const ids: string[] = [];
  for (let sequence = store.first; sequence < store.end; sequence += 1) {
    const { exchange, bodiesDropped } = store.get(sequence) ?? assert.fail();
    const body = exchange.response?.body === undefined ? '' : '+';
    ids.push(`${exchange.id}${bodiesDropped ? '-' : body}`);
  }
  return ids.join(' ');
}

test('a later message replaces the earlier one in its place', () => {
  const store = new ExchangeStore(wide);
  assert.deepEqual(store.add(exchange('e1', '', 'pending')), { sequence: 0, replaced: false });
  store.add(exchange('e2'));
  assert.deepEqual(store.add(exchange('e1', 'body')), { sequence: 0, replaced: true });
  assert.equal(held(store), 'e1+ e2');
  assert.equal(store.heldBytes, 2 * head + 4);
  assert.equal(store.sequenceOf('e1'), 0);
});

test('beyond the count the oldest go, and are counted', () => {
  const store = new ExchangeStore({ ...wide, maxExchanges: 2 });
  for (const id of ['e1', 'e2', 'e3', 'e4']) store.add(exchange(id));
  assert.equal(held(store), 'e3 e4');
  assert.deepEqual(store.dropped, { bodies: 0, exchanges: 2 });
  assert.equal(store.sequenceOf('e1'), undefined);
  assert.equal(store.heldBytes, 2 * head);
});

test('beyond the bytes the oldest bodies go before any exchange', () => {
  const store = new ExchangeStore({ ...wide, maxBytes: 4 * head + 250 });
  store.add(exchange('e1', 'x'.repeat(100)));
  store.add(exchange('e2'));
  store.add(exchange('e3', 'x'.repeat(100)));
  store.add(exchange('e4', 'x'.repeat(100)));
  assert.equal(held(store), 'e1- e2 e3+ e4+');
  store.add(exchange('e5', 'x'.repeat(100)));
  assert.equal(held(store), 'e2 e3- e4- e5-');
  assert.deepEqual(store.dropped, { bodies: 4, exchanges: 1 });
  assert.equal(store.get(store.sequenceOf('e5') ?? -1)?.exchange.response?.bodyBytes, 100);
});

test('a body that arrives late in an old place is the first to go', () => {
  const store = new ExchangeStore({ ...wide, maxBytes: 3 * head + 150 });
  store.add(exchange('e1', '', 'pending'));
  store.add(exchange('e2', 'x'.repeat(100)));
  store.add(exchange('e1', 'x'.repeat(100)));
  assert.equal(held(store), 'e1+ e2+');
  store.add(exchange('e3', 'x'.repeat(100)));
  assert.equal(held(store), 'e1- e2- e3+');
});

test('one exchange larger than the limit leaves nothing behind and breaks nothing', () => {
  const store = new ExchangeStore({ ...wide, maxBytes: 10 });
  store.add(exchange('e1', 'x'.repeat(1000)));
  assert.equal(store.length, 0);
  assert.equal(store.heldBytes, 0);
});

test('stricter limits hold at once; clearing forgets everything', () => {
  const store = new ExchangeStore(wide);
  for (let index = 0; index < 10; index += 1) store.add(exchange(`e${index}`, 'x'));
  store.setLimits({ ...wide, maxExchanges: 3 });
  assert.equal(held(store), 'e7+ e8+ e9+');
  store.clear();
  assert.deepEqual([store.length, store.heldBytes], [0, 0]);
  assert.deepEqual(store.dropped, { bodies: 0, exchanges: 0 });
  assert.deepEqual(store.add(exchange('e7')), { sequence: 10, replaced: false });
});
