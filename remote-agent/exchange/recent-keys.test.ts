import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentKeys } from './recent-keys.ts';

test('the last ones are known, in whatever order they came, and others are not', () => {
  const keys = new RecentKeys(3);
  assert.equal(keys.has(0), false);
  for (const key of [7, -9, 100]) keys.add(key);
  for (const key of [7, -9, 100]) assert.equal(keys.has(key), true, `${key}`);
  for (const key of [-10, -8, 8, 101, Number.NaN]) assert.equal(keys.has(key), false, `${key}`);
  keys.add(50);
  assert.equal(keys.has(7), false, 'it was added first');
  for (const key of [-9, 100, 50]) assert.equal(keys.has(key), true, `${key}`);
});
