import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBudget } from './budget.ts';
import { GatheredBytes } from './gathered-bytes.ts';

test('pieces become one, and take hardly more than their bytes', () => {
  const budget = new MemoryBudget(1_000_000);
  const gathered = new GatheredBytes(budget, 100_000);
  for (let i = 0; i < 50_000; i++) {
    assert.ok(gathered.add(Buffer.from([0, i & 255, 0]), 1, 2));
    assert.ok(budget.used < 2 * gathered.length + 1);
  }
  const taken = gathered.take();
  assert.equal(taken.length, 50_000);
  assert.ok(taken.every((byte, index) => byte === (index & 255)));
  assert.equal(gathered.length + budget.used, 0);
});

test('what is beyond the limit, or the budget, is not taken', () => {
  const budget = new MemoryBudget(10);
  const small = new GatheredBytes(budget, 4);
  assert.ok(small.add(Buffer.from('abcd'), 0, 3));
  assert.equal(small.add(Buffer.from('de'), 0, 2), false);
  assert.ok(small.add(Buffer.from('d'), 0, 1));
  assert.equal(small.bytes.toString(), 'abcd');
  const large = new GatheredBytes(budget, 100);
  assert.equal(large.add(Buffer.alloc(7), 0, 7), false);
  small.drop();
  assert.ok(large.add(Buffer.alloc(7), 0, 7));
});
