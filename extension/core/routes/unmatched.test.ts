import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainExchange } from '../testing/exchange.ts';
import { Unmatched } from './unmatched.ts';

test('alike paths are counted together, and what is let go is counted too', () => {
  const unmatched = new Unmatched();
  const add = (path: string) => unmatched.add(plainExchange({ id: path }), path);
  for (let id = 0; id < 100; id += 1) add(`/books/${id}`);
  assert.deepEqual(
    unmatched.list().map(({ path, requests }) => [path, requests]),
    [['/books/{}', 100]],
  );
  for (let at = 0; at < 2000; at += 1) add(`/x${at}x`);
  const listed = unmatched.list();
  assert.ok(listed.length <= 500);
  assert.equal(listed[0]?.path, '/books/{}');
  const requests = listed.reduce((sum, one) => sum + one.requests, 0);
  assert.equal(requests + unmatched.dropped, 2100);
  unmatched.add(plainExchange({ id: 'a' }), '/books/1', 'web-2');
  assert.deepEqual(
    unmatched.list().flatMap(({ path, tracedHost }) => (path === '/books/{}' ? [tracedHost] : [])),
    ['', 'web-2'],
  );
  unmatched.clear();
  assert.deepEqual([unmatched.list(), unmatched.dropped], [[], 0]);
});
