import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '../../route-server/protocol/route.ts';
import { standsAbove } from './stands-above.ts';

function place(line: number, endLine = line, uri = 'file:///shop/main.py'): Place {
  return { uri, line, endLine, character: 0, endCharacter: 10 };
}

const table: readonly (readonly [string, Place, Place, boolean])[] = [
  ['a decorator and its function', place(4), place(5, 9), true],
  ['a decorator of several lines, and another one', place(4, 7), place(9, 12), true],
  ['a function that comes later', place(4), place(8, 12), false],
  ['a function that came before', place(14), place(8, 12), false],
  ['a handler within its declaration', place(4, 9), place(6, 8), false],
  ['both on one line', place(4), place(4), false],
  ['a function of another file', place(4), place(5, 9, 'file:///shop/books.py'), false],
];

for (const [what, declared, handler, above] of table) {
  test(`${what}: ${above ? 'above it' : 'not above it'}`, () => {
    assert.equal(standsAbove(declared, handler), above);
  });
}
