import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstLine } from './first-line.ts';
import { exchangeOf } from './testing/routes.ts';

test('the first line of a body that says something, without what could mislead', () => {
  const of = (body: string) => firstLine(exchangeOf({ id: 'e', request: 'GET /', body }));
  assert.equal(of('Oops\nat x'), 'Oops');
  assert.equal(of('\n\n  Oops'), 'Oops');
  assert.equal(of('{\n  "error": "busy"\n}'), '{ "error": "busy" }');
  assert.equal(of('\u001b[31mred\u202e'), 'red');
  assert.equal(of(''), '');
  assert.ok(of('x'.repeat(5000)).length <= 201);
});
