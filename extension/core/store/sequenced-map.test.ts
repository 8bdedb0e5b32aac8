import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListView } from './list-view.ts';
import { SequencedMap } from './sequenced-map.ts';

const order = { key: (item: number) => item, descending: false };

function shown(view: ListView<number>): (number | undefined)[] {
  assert.equal(view.advance(1000), true);
  return view.window(0, 100).entries.map(({ item }) => item);
}

test('items keep their sequence numbers until they go', () => {
  const map = new SequencedMap<number>();
  map.set('a', 5);
  map.set('b', 6);
  map.set('a', 7);
  assert.deepEqual([map.first, map.end, map.size], [0, 2, 2]);
  assert.deepEqual([map.get(0), map.get(1), map.named('a')], [7, 6, 7]);
  map.delete('a');
  map.set('a', 8);
  assert.deepEqual([map.first, map.end, map.get(0), map.get(2)], [1, 3, undefined, 8]);
  map.clear();
  assert.deepEqual([map.first, map.end, map.size, map.named('b')], [3, 3, 0, undefined]);
});

test('a view is told of what changes, and puts it where it belongs', () => {
  const map = new SequencedMap<number>();
  const view = new ListView(map, undefined, order);
  const listening = map.listen((sequence) => view.replaced(sequence));
  for (const item of [30, 10, 20]) map.set(String(item), item);
  assert.deepEqual(shown(view), [10, 20, 30]);
  map.set('10', 40);
  map.delete('20');
  map.set('5', 5);
  assert.deepEqual(shown(view), [5, 30, 40]);
  assert.equal(view.count, 3);
  view.setOrder({ ...order, descending: true });
  assert.deepEqual(shown(view), [40, 30, 5]);
  view.setOrder(undefined);
  assert.deepEqual(shown(view), [5, 30, 40]);
  listening.dispose();
  map.set('30', 1);
  assert.deepEqual(shown(view), [5, 1, 40], 'nobody has told it');
});
