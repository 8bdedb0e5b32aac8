import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { FilterMemory } from './memory.ts';
import { suggest } from './suggest.ts';

const seen = ['GET', 'GET', 'POST', 'odd "one"'].map(
  (method) => ({ request: { method } }) as unknown as Exchange,
);
const inserts = (text: string, caret = text.length) =>
  suggest(text, caret, seen).items.map(({ insert }) => insert);

test('keys while a word is typed, values after a key, the most frequent first', () => {
  assert.deepEqual(inserts('meth'), ['method:']);
  assert.deepEqual(inserts('a (-head'), ['header:', 'request-header:', 'response-header:']);
  assert.ok(inserts('').includes('status-code:'));
  assert.deepEqual(inserts('method:'), ['GET', 'POST', '"odd \\"one\\""']);
  assert.deepEqual(inserts('x -method:po'), ['POST']);
  assert.deepEqual(inserts('status-code:4'), ['4xx']);
  assert.deepEqual(inserts('is:pen'), ['pending']);
  assert.deepEqual(inserts('none:'), []);
  assert.deepEqual(inserts('method:GET'), []);
  assert.deepEqual(inserts('method:GET,p'), ['POST']);
  assert.deepEqual(inserts('status-code:404,5'), ['5xx']);
  assert.deepEqual(inserts('has:a,'), []);
});

test('what is taken goes where the word begins', () => {
  assert.equal(suggest('a -(meth or x', 7, seen).from, 4);
  assert.equal(suggest('-method:po', 10, seen).from, 8);
  assert.equal(suggest('method:GET,po', 13, seen).from, 11);
  assert.equal(suggest('body:"a b', 9, seen).from, 5);
});

test('used filters come first once, saved ones stay; anything stored is taken', () => {
  let value: unknown = { recent: 5, saved: ['kept', 7] };
  const memory = new FilterMemory({
    get: () => value,
    set: (next) => {
      value = next;
    },
  });
  assert.deepEqual(memory.all, { recent: [], saved: ['kept'] });
  for (let index = 0; index < 20; index += 1) memory.used(`f${index}`);
  memory.used('f15');
  memory.used('  ');
  assert.equal(memory.all.recent.length, 10);
  assert.deepEqual(memory.all.recent.slice(0, 2), ['f15', 'f19']);
  memory.save('new', true);
  memory.save('kept', false);
  assert.deepEqual(memory.all.saved, ['new']);
});
