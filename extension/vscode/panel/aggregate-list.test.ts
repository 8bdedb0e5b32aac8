import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SequencedMap } from '../../core/store/sequenced-map.ts';
import { AggregateList } from './aggregate-list.ts';

test('rows are ordered while somebody looks, and made only of those that are asked for', () => {
  const items = new SequencedMap<number>();
  let ordered = 0;
  let made = 0;
  const list = new AggregateList({
    items,
    row: (item: number) => {
      made += 1;
      return `row ${item}`;
    },
    natural: {
      key: (item) => {
        ordered += 1;
        return -item;
      },
      descending: false,
    },
    keys: { value: (item) => item },
  });
  for (let item = 0; item < 5000; item += 1) items.set(String(item), item);
  assert.equal(list.advance(1000), true);
  assert.deepEqual([ordered, list.window(0, 0).held], [0, 5000]);

  assert.equal(list.look(true), true);
  assert.equal(list.advance(1000), true);
  assert.deepEqual(list.window(0, 2).rows, ['row 4999', 'row 4998']);
  assert.deepEqual([ordered, made], [5000, 2]);
  items.set('7', 9000);
  list.advance(1000);
  assert.deepEqual(list.window(0, 2).rows, ['row 9000', 'row 4999']);
  assert.equal(ordered, 5001);

  list.look(false);
  items.set('7', 7);
  items.delete('4999');
  list.advance(1000);
  assert.deepEqual([ordered, list.window(0, 0).held], [5001, 4999]);
  assert.equal(list.look(true), true);
  list.advance(1000);
  assert.deepEqual(list.window(0, 2).rows, ['row 4998', 'row 4997']);
  const { generation } = list.window(0, 1);
  list.order('value', false);
  list.advance(1000);
  assert.deepEqual(list.window(0, 2).rows, ['row 0', 'row 1']);
  assert.ok(list.window(0, 1).generation > generation);
  list.dispose();
});
