import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TraceStore } from '../store/trace-store.ts';
import { exchangeOf, routeOf } from './testing/routes.ts';
import { RouteTraffic } from './traffic.ts';

const limits = { maxExchanges: 1000, maxConnections: 2, maxBytes: 1e7 };
const book = routeOf('GET /books/{id}');
const list = routeOf('GET /books');

function bench() {
  const store = new TraceStore(limits);
  let told = 0;
  const traffic = new RouteTraffic(store, () => {
    told += 1;
  });
  return { store, traffic, told: () => told };
}

/** Counting goes on in slices; none of these tests has more than one. */
const add = ({ store }: ReturnType<typeof bench>, ...wishes: Parameters<typeof exchangeOf>[0][]) =>
  store.addExchanges(wishes.map(exchangeOf));

test('requests, failures, statuses, durations and what has no route are counted', () => {
  const parts = bench();
  const { traffic, store } = parts;
  traffic.setRoutes([book, list]);
  for (let index = 1; index <= 20; index += 1) {
    const status = index === 20 ? 500 : 200;
    add(parts, { id: `e${index}`, request: `GET /books/${index}?a=1`, status, durationMs: index });
  }
  traffic.setRoutes([book, list]);
  store.addExchanges([exchangeOf({ id: 'x', request: 'GET /nothing/17' })]);
  store.addExchanges([exchangeOf({ id: 'y', request: 'GET /nothing/18' })]);
  // An answer to a request from before the trace.
  store.addExchanges([exchangeOf({ id: 'z', request: ' ' })]);
  // The store tells of changes ten times a second; other routes are counted at once.
  traffic.setRoutes([list, book]);
  const counted = traffic.of(book.id);
  assert.ok(counted);
  assert.equal(counted.requests, 20);
  assert.equal(counted.errors, 1);
  assert.equal(counted.lastError?.id, 'e20');
  assert.deepEqual(
    [...counted.statuses],
    [
      [200, 19],
      [500, 1],
    ],
  );
  assert.equal(counted.percentile(0.95), 19);
  assert.equal(counted.recent[0]?.id, 'e20');
  assert.equal(counted.recent.length, 8);
  assert.equal(counted.ambiguous, 0);
  assert.equal(counted.history(1_000_000).at(-1), 20);
  assert.deepEqual(traffic.neverHit, [list]);
  assert.deepEqual(
    traffic.withoutRoute.map(({ method, path, requests }) => [method, path, requests]),
    [['GET', '/nothing/{}', 2]],
  );
  assert.ok(parts.told() > 0);
  traffic.dispose();
  store.dispose();
});

test('an exchange counts once, when it has its response; others of a client do not', () => {
  const parts = bench();
  const { traffic, store } = parts;
  traffic.setRoutes([book]);
  add(parts, {
    id: 'e1',
    request: 'GET /books/1',
    status: null,
    state: 'pending',
    durationMs: null,
  });
  assert.equal(traffic.of(book.id), undefined);
  add(parts, { id: 'e1', request: 'GET /books/1' });
  assert.equal(traffic.of(book.id)?.requests, 1);
  add(parts, { id: 'e1', request: 'GET /books/1' });
  assert.equal(traffic.of(book.id)?.requests, 1);
  add(parts, { id: 'e2', request: 'GET /books/1', side: 'client' });
  traffic.setRoutes([book, list]);
  assert.equal(traffic.of(book.id)?.requests, 1);
  store.clear();
  assert.equal(traffic.of(book.id), undefined);
  traffic.dispose();
  store.dispose();
});

test('requests that the code makes are counted by the process that sends them', () => {
  const parts = bench();
  const { traffic, store } = parts;
  const { declared } = book;
  const call = {
    ...{ id: 'call', method: '*', template: '/stock/{}', url: 'http://inventory/stock/{}' },
    ...{ declared, library: 'fetch', language: 'javascript' as const },
  };
  traffic.setRoutes([], {}, [call]);
  add(parts, { id: 'e1', request: 'GET /stock/7', side: 'client' });
  traffic.setRoutes([book], {}, [call]);
  assert.equal(traffic.of('call')?.requests, 1);
  const python = { name: 'python3', command: 'python3 x.py' };
  const sent = exchangeOf({ id: 'e2', request: 'POST /stock/7', process: python });
  assert.deepEqual(traffic.callsOf(sent), []);
  const peer = { process: { pid: 8, name: 'node', command: 'node app.js' } };
  assert.deepEqual(traffic.callsOf({ ...sent, peer }), [call]);
  traffic.dispose();
  store.dispose();
});

test('the process decides between routes; where it cannot, all of them are told', () => {
  const one = routeOf('GET /x', 'file:///home/dev/services/one/app.js');
  const two = routeOf('GET /x', 'file:///home/dev/services/two/app.js');
  const python = routeOf('GET /x', 'file:///home/dev/shop/app.py', 'python');
  const { traffic, store } = bench();
  const routes = [one, two, python];
  traffic.setRoutes(routes);
  const of = (name: string, command: string) =>
    traffic.routesOf(exchangeOf({ id: 'e', request: 'GET /x', process: { name, command } }));
  assert.deepEqual(of('node', 'node /srv/services/two/app.js'), [two]);
  assert.deepEqual(of('node', 'node app.js'), [one, two]);
  assert.deepEqual(of('python3', '/usr/bin/python3 -m shop'), [python]);
  assert.deepEqual(of('gunicorn', 'gunicorn: worker [shop.app:app]'), [python]);
  assert.deepEqual(of('shopd', 'shopd --port 80'), routes);
  assert.deepEqual(of('nginx', 'nginx: worker process'), []);
  assert.deepEqual(of('ruby', 'ruby x.rb'), []);
  traffic.setRoutes([one, { ...two, ports: [80] }]);
  assert.deepEqual(of('node', 'node app.js'), [{ ...two, ports: [80] }], 'it listens there');
  traffic.setRoutes(routes, { '--port 80': 'services/one' });
  assert.deepEqual(of('shopd', 'shopd --port 80'), [one]);
  traffic.dispose();
  store.dispose();
});

test('of the paths that one handler may have, those that are not asked for are not listed once another is', () => {
  const parts = bench();
  const { traffic, store } = parts;
  const candidate = (name: string) => ({ ...routeOf(name), confidence: 'medium' as const });
  const [usual, other] = [candidate('GET /shop/books'), candidate('GET /books')];
  traffic.setRoutes([usual, other]);
  assert.deepEqual(traffic.neverHit, [usual, other]);
  add(parts, { id: 'e1', request: 'GET /books' });
  traffic.setRoutes([other, usual]);
  assert.deepEqual(traffic.listed, [other]);
  assert.deepEqual(traffic.neverHit, []);
  traffic.setRoutes([other, { ...usual, confidence: 'high' }]);
  assert.equal(traffic.neverHit.length, 1, 'one that is certain is never hit by itself');
  traffic.dispose();
  store.dispose();
});

test('what happened when is by this machine’s clock, whatever the host’s says', () => {
  const parts = bench();
  const { traffic, store } = parts;
  const told = exchangeOf({ id: 'e1', request: 'GET /books', status: 500 });
  const ahead = 37 * 365 * 24 * 3600_000;
  store.begin('web', false, ahead);
  store.addExchanges([{ ...told, timing: { ...told.timing, startMs: 1_000_000 + ahead } }]);
  traffic.setRoutes([list]);
  assert.equal(traffic.of(list.id)?.history(1_000_000).at(-1), 1);
  assert.equal(traffic.of(list.id)?.lastError?.timeMs, 1_000_000);
  traffic.dispose();
});
