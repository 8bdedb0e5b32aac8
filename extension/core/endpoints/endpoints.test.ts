import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { parseFilter } from '../filter/filter.ts';
import { EndpointTable } from './endpoint-table.ts';
import { Latencies } from './latencies.ts';
import { pathTemplate, templateFilter } from './path-template.ts';

test('what differs from request to request is folded, names are not', () => {
  const table: readonly [path: string, template: string][] = [
    ['/', '/'],
    ['/orders/17', '/orders/{number}'],
    ['/orders/17/items/3.5', '/orders/{number}/items/{number}'],
    ['/u/550E8400-e29b-41d4-a716-446655440000', '/u/{uuid}'],
    ['/commit/4bf92f3577b34da6', '/commit/{hash}'],
    ['/commit/deadbeef', '/commit/deadbeef'],
    ['/days/2026-05-04', '/days/{date}'],
    ['/t/eyJhbGciOiJIUzI1NiJ9abc', '/t/{token}'],
    ['/v1/api/facade', '/v1/api/facade'],
    [`/${'x'.repeat(300)}`, '/{long}'],
  ];
  for (const [path, template] of table) assert.equal(pathTemplate(path), template);
  assert.ok(pathTemplate('/a'.repeat(5000)).length < 100);
});

function exchange(target: string, more: object = {}): Exchange {
  return {
    request: { method: 'GET', target, bodyBytes: 1 },
    response: { status: 200, bodyBytes: 9 },
    timing: { startMs: 600_000, endMs: 600_010 },
    completeness: { notes: [] },
    ...more,
  } as unknown as Exchange;
}

test('the filter of a template shows its exchanges and no others', () => {
  const cases: readonly [template: string, shown: string, hidden: string][] = [
    ['/orders/{number}', '/orders/17?x=1', '/orders'],
    ['/orders', '/orders?x', '/orders/17'],
    ['/a.b', '/a.b', '/axb'],
    ['/a (b)/{number}', '/a (b)/5', '/a (c)/5'],
  ];
  for (const [template, shown, hidden] of cases) {
    const filter = parseFilter(templateFilter('GET', template));
    assert.equal(filter(exchange(shown)), true, shown);
    assert.equal(filter(exchange(hidden)), false, hidden);
  }
  assert.equal(parseFilter(templateFilter('POST', '/orders'))(exchange('/orders')), false);
});

test('percentiles are right within their buckets', () => {
  const latencies = new Latencies();
  assert.equal(latencies.percentile(0.5), null);
  for (let value = 1; value <= 1000; value += 1) latencies.add(value);
  for (const share of [0.5, 0.95, 0.99]) {
    const found = latencies.percentile(share) ?? 0;
    assert.ok(Math.abs(found / (share * 1000) - 1) < 0.06, `${share}: ${found}`);
  }
  latencies.add(Number.NaN);
  latencies.add(-5);
  latencies.add(1e12);
  assert.ok((latencies.percentile(1) ?? 0) > 1e5);
});

test('hits, errors, bytes and what was recent', () => {
  const table = new EndpointTable(2);
  table.add(exchange('/orders/1'));
  table.add(exchange('/orders/2', { response: { status: 500, bodyBytes: 0 } }));
  table.add(exchange('/health', { timing: { startMs: 650_000, endMs: null } }));
  table.add(exchange('/third'));
  const [orders, health] = [...table.all()];
  assert.deepEqual([orders?.hits, orders?.errors, orders?.bytes], [2, 1, 11]);
  assert.deepEqual(orders?.recent.slice(-6), [2, 0, 0, 0, 0, 0]);
  assert.deepEqual(health?.recent.slice(-2), [0, 1]);
  assert.equal(health?.p50, null);
  assert.equal(table.uncounted, 1);
  table.add(exchange('/health', { timing: { startMs: 5_000_000, endMs: null } }));
  assert.deepEqual([...table.all()][0]?.recent, new Array(30).fill(0));
});

test('an endpoint whose name is too long for one is not held', () => {
  const table = new EndpointTable();
  const told = exchange('/');
  table.add({ ...told, request: { ...told.request, method: 'X'.repeat(100_000) } });
  assert.deepEqual([table.length, table.uncounted], [0, 1]);
});
