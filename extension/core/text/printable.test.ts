import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable, reasonOf } from './printable.ts';

test('one line without control characters', () => {
  assert.equal(printable('  two\r\n\tlines \0'), 'two lines');
  assert.equal(printable('\u001b[31;1mred\u001b[0m'), 'red');
  assert.equal(printable('\u001b]0;title\u0007text'), 'text');
  assert.equal(printable('\u001b]8;;http://x\u001b\\link'), 'link');
  assert.equal(printable('abc\u202edef\u200b'), 'abc def');
  assert.equal(printable('漢字 🙂'), '漢字 🙂');
});

test('long text is cut', () => {
  assert.equal(printable('x'.repeat(500)).length, 401);
  assert.equal(printable('abc', 2), 'ab…');
});

test('reasons end without a full stop', () => {
  assert.equal(reasonOf(new Error('It broke.')), 'It broke');
  assert.equal(reasonOf('words'), 'words');
});
