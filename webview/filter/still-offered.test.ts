import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Suggestion, Suggestions } from '../protocol/messages.ts';
import { stillOffered } from './still-offered.ts';

const part = (insert: string): Suggestion => ({ kind: 'part', insert, detail: '' });

const offered: Suggestions = {
  text: '-m size:1',
  caret: 2,
  from: 1,
  items: [{ kind: 'recent', insert: 'me', detail: 'recent' }, part('method:'), part('mime:')],
};

test('the same text and caret leave all', () => {
  assert.equal(stillOffered(offered, '-m size:1', 2), offered);
});

test('typing on leaves the parts that begin so, up to the new caret', () => {
  assert.deepEqual(stillOffered(offered, '-Meth size:1', 5), {
    text: '-Meth size:1',
    caret: 5,
    from: 1,
    items: [part('method:')],
  });
});

test('nothing is left of a part that was typed whole, of another word, or before its start', () => {
  assert.equal(stillOffered(offered, '-method: size:1', 8), undefined);
  assert.equal(stillOffered(offered, '-m  size:1', 3), undefined);
  assert.equal(stillOffered(offered, '-m size:1', 0), undefined);
  assert.equal(stillOffered(offered, 'xm size:1', 2), undefined);
});
