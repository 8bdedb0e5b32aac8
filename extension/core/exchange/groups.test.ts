import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { TraceStore } from '../store/trace-store.ts';
import { plainExchange } from '../testing/exchange.ts';
import { type ExchangeGrouping, exchangeGrouping } from './groups.ts';
import { namedExchange } from './names.ts';

function grouped(by: ExchangeGrouping, exchanges: readonly Exchange[]) {
  const store = new TraceStore({ maxExchanges: 100, maxConnections: 10, maxBytes: 1e6 });
  store.addExchanges(exchanges);
  const routesOf = ({ request }: Exchange) =>
    request.target.startsWith('/books') ? [{ method: 'GET', template: '/books/{id}' }] : [];
  const grouping = exchangeGrouping(by, store, routesOf);
  store.dispose();
  return exchanges.map((exchange) => grouping.of({ exchange, bodiesDropped: false }));
}

const labels = (by: ExchangeGrouping, exchanges: readonly Exchange[]) =>
  grouped(by, exchanges).map(({ label }) => label);

test('groups are named by what one looks for', () => {
  const client: Exchange = { ...plainExchange({ target: '/orders/17' }), side: 'client' };
  const v6 = { address: '::1', port: 81 };
  assert.deepEqual(labels('connection', [plainExchange({}), client]), [
    '10.0.0.2:40000 → 10.0.0.1:80',
    '10.0.0.1:80 → 10.0.0.2:40000',
  ]);
  assert.deepEqual(labels('connection', [plainExchange({ more: { local: v6 } })]), [
    '10.0.0.2:40000 → [::1]:81',
  ]);
  assert.deepEqual(labels('process', [client]), ['nginx (1)']);
  assert.deepEqual(labels('endpoint', [client, plainExchange({ target: '/books/a?x' })]), [
    'GET /orders/{number}',
    'GET /books/{id}',
  ]);
});

test('a trace is what shares its id, or was made one for the other', () => {
  const cause = (exchange: string): Partial<Exchange> => ({ cause: { exchange, by: 'thread' } });
  const traceId = 'ab'.repeat(16);
  const keys = grouped('trace', [
    plainExchange({ id: 'e1', target: '/first' }),
    plainExchange({ id: 'e2', more: cause('e1') }),
    plainExchange({ id: 'e3', more: cause('e2') }),
    plainExchange({ id: 'e4', more: cause('gone') }),
    plainExchange({ id: 'e5', more: { trace: { traceId } } }),
    plainExchange({ id: 'e6', more: { trace: { traceId } } }),
    plainExchange({ id: 'e7', more: cause('e7') }),
  ]).map(({ key }) => key);
  assert.deepEqual(keys, [
    ...['exchange e1', 'exchange e1', 'exchange e1', 'exchange gone'],
    ...[traceId, traceId, 'exchange e7'],
  ]);
});

test('what is alike on two hosts is in groups of their own, a trace in one', () => {
  const store = new TraceStore({ maxExchanges: 100, maxConnections: 10, maxBytes: 1e6 });
  const plain = plainExchange({ more: { trace: { traceId: 'ab'.repeat(16) } } });
  const all = ['web-1', 'web-2'].map((host, index) =>
    namedExchange(plain, store.begin(host, index > 0)),
  );
  store.addExchanges(all);
  const names = (by: ExchangeGrouping) => {
    const grouping = exchangeGrouping(by, store);
    return all.map((exchange) => grouping.of({ exchange, bodiesDropped: false }));
  };
  for (const by of ['process', 'endpoint', 'connection'] as const) {
    const [one, other] = names(by);
    assert.notEqual(one?.key, other?.key);
    assert.match(`${one?.label}|${other?.label}`, /^(.+) · web-1\|\1 · web-2$/);
  }
  assert.deepEqual(names('traced-host'), [
    { key: 'web-1', label: 'web-1' },
    { key: 'web-2', label: 'web-2' },
  ]);
  assert.equal(new Set(names('trace').map(({ key }) => key)).size, 1);
  store.dispose();
});
