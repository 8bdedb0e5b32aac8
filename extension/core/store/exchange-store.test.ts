import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { bytesOfText } from './bytes-of.ts';
import { DiskBodies, removeAbandoned } from './disk-bodies.ts';
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
  assert.equal(store.heldBytes, 2 * head + bytesOfText('body'));
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

test('bodies that memory has no room for go to disk and come back; the oldest files go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ht-bodies-'));
  try {
    const limits = { maxBytes: 20 * 1200, segmentBytes: 5 * 1200 };
    const archive = new DiskBodies(join(folder, 'deep'), limits);
    const store = new ExchangeStore({ maxExchanges: 1000, maxBytes: 40 * head + 5000 }, archive);
    for (let index = 0; index < 40; index += 1) {
      store.add(exchange(`e${index}`, String(index % 10).repeat(1000)));
    }
    const body = (index: number) => store.whole(index)?.exchange.response?.body?.[0];
    assert.equal(body(39), '9');
    assert.equal(store.get(30)?.exchange.response?.body, undefined);
    assert.equal(body(30), '0');
    assert.equal(store.whole(30)?.bodiesDropped, false);
    assert.equal(body(0), undefined);
    assert.equal(store.whole(0)?.bodiesDropped, true);
    const kept = Array.from({ length: 40 }, (_, index) => body(index)).filter(Boolean).length;
    assert.equal(store.dropped.bodies, 40 - kept);
    assert.ok(kept >= 15 && kept <= 25, String(kept));
    store.add(exchange('e30', 'anew'));
    assert.equal(body(30), 'a');
    const [own = assert.fail()] = readdirSync(join(folder, 'deep'));
    assert.equal(statSync(join(folder, 'deep', own)).mode & 0o777, 0o700);
    archive.setLimit(0);
    assert.equal(store.whole(31)?.bodiesDropped, true);
    archive.dispose();
    assert.deepEqual(readdirSync(join(folder, 'deep')), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a disk that cannot be written is told once, and bodies are let go', () => {
  const told: string[] = [];
  const file = join(mkdtempSync(join(tmpdir(), 'ht-bodies-')), 'file');
  writeFileSync(file, '');
  const archive = new DiskBodies(join(file, 'below'), { maxBytes: 1e6 }, (why) => told.push(why));
  const store = new ExchangeStore({ maxExchanges: 1000, maxBytes: 2 * head + 10 }, archive);
  for (const id of ['e1', 'e2']) store.add(exchange(id, 'x'.repeat(100)));
  assert.deepEqual([told.length, store.dropped.bodies], [1, 2]);
  rmSync(dirname(file), { recursive: true });
});

test('what a killed process left is removed, what a living one has is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ht-bodies-'));
  for (const name of ['999999999-a', `${process.pid}-b`, 'other']) mkdirSync(join(folder, name));
  removeAbandoned(folder);
  assert.deepEqual(readdirSync(folder).sort(), [`${process.pid}-b`, 'other'].sort());
  removeAbandoned(join(folder, 'nothing'));
  rmSync(folder, { recursive: true });
});
