import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSame } from './same.ts';

test('values are the same where they say the same', () => {
  const value = { a: [1, null, { b: 'x' }], c: '' };
  assert.ok(isSame(value, structuredClone(value)));
  const others: unknown[] = [
    { ...value, c: 'y' },
    { ...value, d: 1 },
    { a: value.a },
    { a: value.a, d: '' },
    { ...value, a: [1, null, { b: 'x' }, 2] },
    { ...value, a: [1, null, { b: 'y' }] },
    { ...value, a: { ...value.a } },
    null,
    'x',
  ];
  for (const other of others) {
    assert.equal(isSame(value, other), false, JSON.stringify(other));
    assert.equal(isSame(other, value), false, JSON.stringify(other));
  }
});
