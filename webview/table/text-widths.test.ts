import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextWidths } from './text-widths.ts';

const widths = new TextWidths((character) => (character === 'W' ? 12 : character === '1' ? 4 : 6));

test('text is as wide as its characters, and digits are all as wide as the widest', () => {
  assert.equal(widths.of(''), 0);
  assert.equal(widths.of('GW ~'), 30);
  assert.equal(widths.of('10'), 12);
});

test('of what is not ASCII nothing is known', () => {
  for (const text of ['é', 'a\u0301', '漢', '\u2400', 'a\tb', '👍']) {
    assert.equal(widths.of(text), Number.POSITIVE_INFINITY, text);
  }
});
