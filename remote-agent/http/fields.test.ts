import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fields } from './fields.ts';

test('a field whose value goes on over lines, and framing that is folded', () => {
  const { fields, framing, odd } = new Fields(
    ' before\nContent-Length:\n\t1\nX: a\n  \n b \nno name\n\u00c3\u00a0\n c\n Transfer-Encoding: x\n\n',
    0,
  );
  assert.deepEqual(fields, [
    ['Content-Length', '1'],
    ['X', 'a b c Transfer-Encoding: x'],
  ]);
  assert.deepEqual([framing.lengths, framing.coding], [['1'], null]);
  assert.deepEqual(odd, ['header folded over several lines', 'header line without a name']);
});

test('only blanks are taken off a continuation line', () => {
  assert.deepEqual(new Fields('X: a\n \u00c3\u00a0\t\n', 0).fields, [['X', 'a \u00c3\u00a0']]);
});

test('the time is linear in what a head may hold', () => {
  for (const [lines, what] of [
    ['a:\n'.repeat(10_000) + ' x\n'.repeat(11_000), 'folds after many fields'],
    [`a:\n${' x\n'.repeat(21_000)}`, 'folds of one field'],
    ['Content-Length: 1\n'.repeat(3600), 'lengths'],
    ['no name\n'.repeat(8000), 'lines without a name'],
  ] as const) {
    const began = process.cpuUsage();
    for (let times = 0; times < 4; times++) new Fields(lines, 0);
    const tookMs = process.cpuUsage(began).user / 1000;
    assert.ok(tookMs < 1000, `${what}: ${tookMs} ms`);
  }
});
