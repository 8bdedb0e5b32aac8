import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListView } from './list-view.ts';
import { SequencedQueue } from './sequenced-queue.ts';

const even = (item: number) => item % 2 === 0;

function filled(count: number, filter?: (item: number) => boolean) {
  const source = new SequencedQueue<number>();
  for (let item = 0; item < count; item += 1) source.push(item);
  const view = new ListView(source, filter);
  assert.equal(view.advance(1000), true);
  return { source, view };
}

const shown = (view: ListView<number>) =>
  view.window(view.start, view.end - view.start).entries.map(({ item }) => item);

test('only new items are looked at again', () => {
  let looked = 0;
  const { source, view } = filled(1000, (item) => {
    looked += 1;
    return even(item);
  });
  source.push(1000);
  source.push(1001);
  view.advance(1000);
  assert.equal(looked, 1002);
  assert.equal(view.end, 501);
});

test('windows are cut to what there is', () => {
  const { view } = filled(10, even);
  assert.deepEqual(
    view.window(1, 2).entries.map(({ item }) => item),
    [2, 4],
  );
  assert.deepEqual(
    view.window(null, 2).entries.map(({ item }) => item),
    [6, 8],
  );
  assert.deepEqual(view.window(99, 5), { first: 5, entries: [], heading: null });
  assert.equal(view.window(4, 100).entries.length, 1);
});

test('positions stay while older items are dropped', () => {
  const { source, view } = filled(5000, even);
  const before = view.window(2000, 1).entries[0]?.item;
  for (let index = 0; index < 3000; index += 1) source.shift();
  view.advance(1000);
  assert.deepEqual([view.start, view.end], [1500, 2500]);
  assert.equal(view.window(2000, 1).entries[0]?.item, before);
  assert.equal(view.positionOf(4000), 2000);
  assert.equal(view.positionOf(10), null);
});

test('a replaced item is shown or hidden in its place', () => {
  const { source, view } = filled(6, even);
  source.replace(3, 30);
  view.replaced(3);
  source.replace(4, 41);
  view.replaced(4);
  assert.deepEqual(shown(view), [0, 2, 30]);
  source.replace(2, 22);
  view.replaced(2);
  assert.deepEqual(shown(view), [0, 22, 30]);
});

test('another filter is applied in slices, and shown when it is through', () => {
  const { source, view } = filled(5000);
  view.setFilter(even);
  let clock = 0;
  const slow = () => {
    clock += 5;
    return clock;
  };
  assert.equal(view.advance(8, slow), false);
  assert.equal(view.generation, 0);
  assert.equal(view.end, 5000);
  source.replace(1, 100);
  view.replaced(1);
  source.push(5000);
  let turns = 1;
  while (!view.advance(8, slow)) turns += 1;
  assert.ok(turns > 1);
  assert.equal(view.generation, 1);
  assert.equal(view.end, 2502);
  assert.equal(view.window(1, 1).entries[0]?.item, 100);
});

test('a filter set during another one takes its place', () => {
  const { view } = filled(5000);
  view.setFilter(even);
  view.advance(0);
  view.setFilter((item) => item > 4990);
  while (!view.advance(0));
  assert.equal(view.end, 9);
});

test('another order or grouping is made in slices too, and comes to the same', () => {
  const { view } = filled(30_000);
  const key = (item: number) => (item * 7919) % 1009;
  const inOrder = Array.from({ length: 30_000 }, (_, item) => item).sort(
    (one, other) => key(one) - key(other) || one - other,
  );
  let placed = 0;
  let most = 0;
  const clock = () => {
    most = Math.max(most, placed);
    placed = 0;
    return 0;
  };
  const counted = (item: number) => {
    placed += 1;
    return key(item);
  };
  const grouping = {
    of: (item: number) => ({ key: String(item % 3), label: '' }),
    marks: () => false,
  };
  view.setOrder({ key: counted, descending: false });
  while (!view.advance(-1, clock));
  clock();
  assert.deepEqual(shown(view), inOrder);
  view.setGrouping(grouping);
  while (!view.advance(-1, clock));
  clock();
  view.fold(null, true);
  assert.deepEqual(
    shown(view).filter((item) => item !== undefined),
    [0, 1, 2].flatMap((group) => inOrder.filter((item) => item % 3 === group)),
  );
  assert.ok(most > 0 && most < 1500, `${most} between two looks at the clock`);
});

test('what a filter and groups go by is looked at again when it says something else', () => {
  const limit = { is: 5 };
  const { view } = filled(10, (item) => item < limit.is);
  view.setGrouping({
    of: (item) => ({ key: item < limit.is - 3 ? 'low' : 'high', label: '' }),
    marks: () => false,
  });
  view.advance(1000);
  view.fold('high', true);
  const counts = () =>
    view.window(0, 100).entries.flatMap(({ group }) => (group ? [[group.key, group.count]] : []));
  assert.deepEqual(counts(), [
    ['low', 2],
    ['high', 3],
  ]);
  limit.is = 8;
  view.again();
  view.advance(1000);
  assert.deepEqual(counts(), [
    ['low', 5],
    ['high', 3],
  ]);
  assert.equal(view.window(0, 100).entries.length, 5, 'what was open is open still');
});

test('a frozen view stands still and catches up', () => {
  const { source, view } = filled(10, even);
  view.freeze(true);
  for (let item = 10; item < 20; item += 1) source.push(item);
  view.advance(1000);
  assert.deepEqual([view.end, view.waiting], [5, 10]);
  for (let index = 0; index < 15; index += 1) source.shift();
  view.advance(1000);
  assert.deepEqual(shown(view), []);
  view.freeze(false);
  view.advance(1000);
  assert.deepEqual(shown(view), [16, 18]);
  assert.equal(view.waiting, 0);
});

test('an emptied source begins a generation', () => {
  const { source, view } = filled(10, even);
  source.clear();
  view.reset();
  source.push(2);
  view.advance(1000);
  assert.equal(view.generation, 1);
  assert.deepEqual([view.start, view.end], [0, 1]);
});

test('100,000 items are filtered in well under a second', () => {
  const { view } = filled(100_000);
  const began = performance.now();
  view.setFilter(even);
  while (!view.advance(8));
  assert.equal(view.end, 50_000);
  assert.ok(performance.now() - began < 1000);
});
