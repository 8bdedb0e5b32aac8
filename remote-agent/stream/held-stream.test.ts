import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBudget } from './budget.ts';
import type { StreamConsumer } from './direction.ts';
import { HeldStream } from './held-stream.ts';

const byte = Buffer.from('x');

/** Takes at most `most` bytes of each part, and gives the rest back. */
function reader(held: HeldStream, most: number, told: string[]): StreamConsumer {
  return {
    data: (bytes, start, end, position, beganNs, endedNs) => {
      const to = Math.min(end, start + most);
      told.push(`${position}:${bytes.toString('latin1', start, to)}`);
      if (to < end) held.data(bytes, to, end, position + to - start, beganNs, endedNs);
    },
    hole: (position, length, cause) => told.push(`${position}:${length} ${cause}`),
  };
}

test('what is given back comes first again, and the budget gets all of it', () => {
  const budget = new MemoryBudget(10_000);
  const held = new HeldStream(budget);
  const told: string[] = [];
  held.data(Buffer.from('abcde'), 0, 5, 0, 1, 1);
  held.hole(5, 3, 'limit', 2, 2);
  held.hole(8, 1, 'lost', 2, 2);
  held.data(Buffer.from('--fg'), 2, 4, 9, 3, 3);
  const consumer = reader(held, 2, told);
  for (let parts = 4; held.parts > 0; parts--) {
    held.passTo(consumer);
    assert.equal(budget.used > 0, held.parts > 0);
    assert.ok(parts > 0);
  }
  assert.deepEqual(told, ['0:ab', '2:cd', '4:e', '5:3 limit', '8:1 lost', '9:fg']);
  assert.equal(held.oldestNs, null);
});

test('a part of one byte costs what it takes; what is refused is one hole', () => {
  const budget = new MemoryBudget(100_000);
  const held = new HeldStream(budget);
  for (let position = 0; position < 10_000; position++) held.data(byte, 0, 1, position, 1, 1);
  assert.ok(held.parts < 600, `${held.parts} parts`);
  const told: string[] = [];
  held.passTo(reader(held, 1, told));
  const last = told.at(-1) ?? '';
  assert.equal(last, `${told.length - 1}:${10_001 - told.length} lost`);
  assert.equal(budget.used, 0);
});
