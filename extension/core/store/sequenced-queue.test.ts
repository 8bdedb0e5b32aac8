import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SequencedQueue } from './sequenced-queue.ts';

test('items keep their number while older ones leave', () => {
  const queue = new SequencedQueue<string>();
  const numbers = ['a', 'b', 'c'].map((item) => queue.push(item));
  assert.deepEqual(numbers, [0, 1, 2]);
  assert.equal(queue.shift(), 'a');
  assert.equal(queue.get(0), undefined);
  assert.equal(queue.get(1), 'b');
  assert.equal(queue.get(3), undefined);
  queue.replace(2, 'C');
  assert.equal(queue.get(2), 'C');
  assert.throws(() => queue.replace(0, 'x'), RangeError);
  assert.deepEqual([queue.first, queue.end, queue.length], [1, 3, 2]);
});

test('emptied, it counts on', () => {
  const queue = new SequencedQueue<string>();
  queue.push('a');
  queue.push('b');
  queue.clear();
  assert.equal(queue.shift(), undefined);
  assert.deepEqual([queue.first, queue.end, queue.length], [2, 2, 0]);
  assert.equal(queue.push('c'), 2);
  assert.equal(queue.get(2), 'c');
});

test('it stays right, and small, over many rounds', () => {
  const queue = new SequencedQueue<number>();
  for (let index = 0; index < 50_000; index += 1) {
    assert.equal(queue.push(index), index);
    if (queue.length > 3000) assert.equal(queue.shift(), index - 3000);
  }
  for (let index = queue.first; index < queue.end; index += 1) {
    assert.equal(queue.get(index), index);
  }
  assert.equal(queue.length, 3000);
});
