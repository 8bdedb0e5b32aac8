import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { ExchangeStore } from '../store/exchange-store.ts';
import { plainExchange } from '../testing/exchange.ts';
import { onConnection, traceOf } from './related.ts';

function store(...all: Exchange[]): ExchangeStore {
  const made = new ExchangeStore({ maxExchanges: 100_000, maxBytes: 1e9 });
  for (const each of all) made.add(each);
  return made;
}

function at(id: string, startMs: number, more: Partial<Exchange> = {}): Exchange {
  const timing = { startMs, requestEndMs: startMs, responseStartMs: null, endMs: null };
  return plainExchange({ id, more: { timing, ...more } });
}

const madeFor = (exchange: string) => ({ cause: { exchange, by: 'thread' } }) as const;

test('the family of an exchange, each below the one that it was made for', () => {
  const trace = { traceId: 'ab'.repeat(16) };
  const root = at('root', 1);
  const child = at('child', 2, madeFor('root'));
  const grandchild = at('grandchild', 3, { ...madeFor('child'), trace });
  const elsewhere = at('elsewhere', 4, { trace });
  const held = store(elsewhere, grandchild, root, at('stranger', 2), child);
  for (const from of [root, child, grandchild]) {
    const found = traceOf(held, from).map(({ exchange, depth }) => `${exchange.id} ${depth}`);
    const others = from === grandchild ? ['elsewhere 0'] : [];
    assert.deepEqual(found, ['root 0', 'child 1', 'grandchild 2', ...others]);
  }
});

test('a circle ends, a crowd is cut', () => {
  const one = at('one', 1, madeFor('two'));
  const held = store(one, at('two', 2, madeFor('one')));
  assert.deepEqual(
    traceOf(held, one).map(({ exchange }) => exchange.id),
    ['one', 'two'],
  );
  const crowd = store(...Array.from({ length: 1000 }, (_, index) => at(`e${index}`, index)));
  const last = crowd.get(999)?.exchange ?? assert.fail();
  const found = onConnection(crowd, last);
  assert.deepEqual([found.length, found[0]?.id, found.at(-1)?.id], [200, 'e800', 'e999']);
});
