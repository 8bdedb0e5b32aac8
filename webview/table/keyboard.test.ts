import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveOf } from './keyboard.ts';

const at = (active: number | null) => ({ start: 100, end: 200, active, page: 10 });

test('keys move inside the list', () => {
  const moves: readonly [key: string, active: number | null, target: number | undefined][] = [
    ['ArrowDown', null, 100],
    ['ArrowDown', 150, 151],
    ['ArrowDown', 199, 199],
    ['ArrowUp', null, 199],
    ['ArrowUp', 100, 100],
    ['PageDown', 150, 160],
    ['PageDown', 195, 199],
    ['PageUp', 105, 100],
    ['Home', 150, 100],
    ['End', null, 199],
    ['Enter', 150, 150],
    ['Enter', null, undefined],
    ['x', 150, undefined],
  ];
  for (const [key, active, target] of moves) {
    assert.equal(moveOf(key, at(active)), target, `${key} from ${active}`);
  }
});

test('a row that was dropped meanwhile counts as the oldest one held', () => {
  assert.equal(moveOf('ArrowDown', at(5)), 101);
  assert.equal(moveOf('Enter', at(5)), 100);
});

test('an empty list has nowhere to go', () => {
  assert.equal(moveOf('End', { start: 5, end: 5, active: null, page: 10 }), undefined);
});
