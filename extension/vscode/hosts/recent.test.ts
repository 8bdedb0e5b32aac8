import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentHosts } from './recent.ts';

function memory(stored: unknown) {
  let value = stored;
  return {
    get: () => value,
    update: async (_key: string, next: unknown) => {
      value = next;
    },
  };
}

test('the host traced last comes first, each once, twenty at most', async () => {
  const recent = new RecentHosts(memory(undefined));
  for (let index = 0; index < 25; index += 1) await recent.remember(`h${index}`);
  await recent.remember('h20');
  assert.deepEqual(recent.list().slice(0, 3), ['h20', 'h24', 'h23']);
  assert.equal(recent.list().length, 20);
  await recent.forget('h24');
  assert.deepEqual(recent.list().slice(0, 2), ['h20', 'h23']);
});

test('a memory of another shape is no reason to fail', () => {
  assert.deepEqual(new RecentHosts(memory('h1')).list(), []);
  assert.deepEqual(new RecentHosts(memory([1, 'h1', null])).list(), ['h1']);
});
