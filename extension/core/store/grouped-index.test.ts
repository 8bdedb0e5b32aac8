import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListView } from './list-view.ts';
import { SequencedQueue } from './sequenced-queue.ts';

interface Item {
  readonly word: string;
  readonly size: number;
}

const byLetter = {
  of: ({ word }: Item) => ({ key: word.slice(0, 1), label: `Words with ${word.slice(0, 1)}` }),
  marks: ({ size }: Item) => size > 5,
};

function grouped(...words: readonly string[]) {
  const source = new SequencedQueue<Item>();
  const add = (word: string, size = word.length) => source.push({ word, size });
  for (const word of words) add(word);
  const view = new ListView(source);
  view.setGrouping(byLetter);
  view.advance(1000);
  return { source, view, add };
}

function shown(view: ListView<Item>, first = 0, count = view.end) {
  return view
    .window(first, count)
    .entries.map(({ group, item }) =>
      group ? `${group.open ? '-' : '+'}${group.key} ${group.count}/${group.marked}` : item.word,
    );
}

test('groups are closed at first, in the order in which they were seen, with their counts', () => {
  const { view, add } = grouped('pear', 'apple', 'apricot', 'plum');
  assert.deepEqual(shown(view), ['+p 2/0', '+a 2/1']);
  assert.deepEqual([view.count, view.end], [4, 2]);
  add('banana');
  add('peach');
  view.advance(1000);
  assert.deepEqual(shown(view), ['+p 3/0', '+a 2/1', '+b 1/1']);
  assert.deepEqual(
    [...view.items()].map(({ word }) => word),
    ['pear', 'plum', 'peach', 'apple', 'apricot', 'banana'],
  );
});

test('an open group has its items below it; any window of them is right', () => {
  const { source, view } = grouped('pear', 'apple', 'apricot', 'plum', 'banana');
  view.fold('a', true);
  const all = ['+p 2/0', '-a 2/1', 'apple', 'apricot', '+b 1/1'];
  assert.deepEqual(shown(view), all);
  for (let first = 0; first < all.length; first += 1) {
    for (let count = 0; count <= all.length; count += 1) {
      assert.deepEqual(shown(view, first, count), all.slice(first, first + count));
    }
  }
  assert.deepEqual([0, 1, 2, 3, 4].map(view.positionOf.bind(view)), [null, 2, 3, null, null]);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((first) => view.window(first, 1).heading),
    [0, 1, 1, 1, 4],
  );
  view.fold(null, true);
  assert.deepEqual([0, 1, 2, 3, 4].map(view.positionOf.bind(view)), [1, 4, 5, 2, 7]);
  view.fold('p', false);
  const word = { word: 'plum', size: 4 };
  assert.deepEqual(shown(view).slice(0, 2), ['+p 2/0', '-a 2/1']);
  view.reveal(word);
  assert.equal(view.positionOf(3), 2);
  source.shift();
  source.shift();
  view.advance(1000);
  assert.deepEqual(shown(view), ['-p 1/0', 'plum', '-a 1/1', 'apricot', '-b 1/1', 'banana']);
});

test('an item that changes goes to another group; an empty group goes', () => {
  const { source, view } = grouped('pear', 'apple');
  source.replace(1, { word: 'pea', size: 9 });
  view.replaced(1);
  view.advance(1000);
  assert.deepEqual(shown(view), ['+p 2/1']);
  source.replace(1, { word: 'apple', size: 1 });
  view.replaced(1);
  view.advance(1000);
  assert.deepEqual(shown(view), ['+p 1/0', '+a 1/0']);
});

test('items of a group keep the order that was asked for, and the filter', () => {
  const { view } = grouped('pear', 'apple', 'plums', 'plum', 'fig');
  view.setOrder({ key: ({ size }) => size, descending: true });
  view.fold(null, true);
  view.setFilter(({ word }) => word !== 'apple');
  view.advance(1000);
  assert.deepEqual(shown(view), ['-p 3/0', 'plums', 'pear', 'plum', '-f 1/0', 'fig']);
  view.setGrouping(undefined);
  view.advance(1000);
  assert.deepEqual(shown(view), ['plums', 'pear', 'plum', 'fig']);
});

test('an item draws in the group that was made for it before it came, on and on', () => {
  const source = new SequencedQueue<{ id: number; parent: number | null }>();
  const view = new ListView(source);
  const parents = new Map<number, number | null>();
  const root = (id: number): number => {
    const parent = parents.get(id);
    return parent == null ? id : root(parent);
  };
  view.setGrouping({
    of: ({ id }) => ({ key: String(root(id)), label: '' }),
    marks: () => false,
    joins: ({ id }) => String(id),
  });
  for (const [id, parent] of [
    [4, 3],
    [3, 2],
    [2, 1],
    [9, null],
    [1, null],
  ] as const) {
    source.push({ id, parent });
    parents.set(id, parent);
    view.advance(1000);
  }
  assert.deepEqual(
    view.window(0, 9).entries.map(({ group }) => group && [group.key, group.count]),
    [
      ['1', 4],
      ['9', 1],
    ],
  );
});
