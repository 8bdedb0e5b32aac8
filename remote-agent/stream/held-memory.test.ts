import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { attacks } from '../testing/hostile-traffic.ts';
import { MemoryBudget } from './budget.ts';

const limit = 8 * 1024 * 1024;
/** What is not accounted for: what connections take that hold nothing. */
const spare = 4 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function held(): number {
  // Memory of Buffers is given back after the first.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

for (const [name, attack] of Object.entries(attacks)) {
  test(`memory is bounded by the budget: ${name}`, () => {
    const budget = new MemoryBudget(limit);
    const before = held();
    const kept = attack(budget);
    const grown = held() - before;
    assert.ok(kept);
    const megabytes = [grown, budget.used].map((bytes) => (bytes / 1e6).toFixed(1));
    assert.ok(grown < 1.5 * budget.used + spare, megabytes.join(' MB; known are '));
  });
}
