import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FuzzFailure, fuzz } from './run.ts';
import { saved, targets } from './targets.ts';

test('a short run of every fuzz target', () => {
  assert.ok(fuzz(targets, saved, 1, 500, () => {}) >= 500 * targets.length);
});

test('a failure says how to see it again', () => {
  const broken = {
    name: 'broken',
    try: (random: (below: number) => number) => {
      if (random(100) === 7) throw new Error('bang');
    },
  };
  assert.throws(
    () => fuzz([broken], [], 1, 1000, () => {}),
    (error) =>
      error instanceof FuzzFailure && /broken failed with seed \d+.*bang/s.test(error.message),
  );
});
