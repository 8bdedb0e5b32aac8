import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListView } from './list-view.ts';
import { SequencedQueue } from './sequenced-queue.ts';

interface Item {
  readonly key: number | string | null;
}

function sorted(keys: readonly Item['key'][], descending = false) {
  const source = new SequencedQueue<Item>();
  for (const key of keys) source.push({ key });
  const view = new ListView(source);
  view.setOrder({ key: ({ key }) => key, descending });
  view.advance(1000);
  return { source, view };
}

const shown = (view: ListView<Item>) =>
  view
    .window(0, view.end)
    .entries.map((entry) =>
      entry.group ? entry.group.key : `${entry.item.key}@${entry.sequence}`,
    );

test('rows are ordered by their key, equal ones by age, unknown ones last', () => {
  assert.deepEqual(shown(sorted([3, null, 1, 3, 2]).view), ['1@2', '2@4', '3@0', '3@3', 'null@1']);
  assert.deepEqual(shown(sorted([3, null, 1, 3, 2], true).view), [
    '3@0',
    '3@3',
    '2@4',
    '1@2',
    'null@1',
  ]);
  assert.deepEqual(shown(sorted(['b', 'a', 'c']).view), ['a@1', 'b@0', 'c@2']);
});

test('new rows, other rows and gone rows find their places', () => {
  const { source, view } = sorted([5, 1, 9]);
  source.push({ key: 7 });
  source.push({ key: 0 });
  source.replace(2, { key: 2 });
  view.replaced(2);
  view.advance(1000);
  assert.deepEqual(shown(view), ['0@4', '1@1', '2@2', '5@0', '7@3']);
  assert.equal(view.positionOf(2), 2);
  source.shift();
  source.shift();
  view.advance(1000);
  assert.deepEqual(shown(view), ['0@4', '2@2', '7@3']);
  assert.equal(view.positionOf(0), null);
});

test('as many arrivals in any order as by sorting anew', () => {
  const { source, view } = sorted([]);
  let state = 7;
  for (let round = 0; round < 40; round += 1) {
    for (let index = 0; index < 25; index += 1) {
      state = (state * 1103515245 + 12345) % 2147483648;
      source.push({ key: state % 50 });
    }
    if (round % 5 === 4) for (let index = 0; index < 30; index += 1) source.shift();
    view.advance(1000);
    const expected = Array.from({ length: source.length }, (_, at) => source.first + at)
      .map((sequence) => ({ sequence, key: source.get(sequence)?.key as number }))
      .sort((one, other) => one.key - other.key || one.sequence - other.sequence)
      .map(({ sequence, key }) => `${key}@${sequence}`);
    assert.deepEqual(shown(view), expected);
  }
});

test('the order holds with another filter, and ends', () => {
  const { view } = sorted([3, 1, 2, 4]);
  view.setFilter(({ key }) => key !== 2);
  assert.equal(view.advance(1000), true);
  assert.deepEqual(shown(view), ['1@1', '3@0', '4@3']);
  view.setOrder(undefined);
  view.advance(1000);
  assert.deepEqual(shown(view), ['3@0', '1@1', '4@3']);
});
