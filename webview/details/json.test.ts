import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indentJson } from './json.ts';

test('members and elements get a line each', () => {
  assert.equal(
    indentJson('{"a":[1,2,{"b":"x, y: [z]"}],"c":{},"d":[ ],"e":"\\"{"}'),
    [
      '{',
      '  "a": [',
      '    1,',
      '    2,',
      '    {',
      '      "b": "x, y: [z]"',
      '    }',
      '  ],',
      '  "c": {},',
      '  "d": [],',
      '  "e": "\\"{"',
      '}',
    ].join('\n'),
  );
});

test('nothing is changed but white space', () => {
  const text =
    '{"id":12345678901234567890,"id":1.10,"big":1e400,"t":"a  b\\u0041","n":null,"s":["",""]}';
  assert.equal(indentJson(text)?.replace(/\n\s*|(?<=:) /g, ''), text);
});

test('it agrees with JSON.stringify where that loses nothing', () => {
  const value = { a: [1, [2, [3, { b: [true, null, 'x'] }]]], 'k"': { c: '\n\t"' }, e: [], o: {} };
  assert.equal(indentJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
});

test('what is no JSON is left to others', () => {
  for (const text of ['', '{', '{"a":1', "{'a':1}", '[1,]', 'NaN']) {
    assert.equal(indentJson(text), undefined);
  }
});

test('deep nesting neither fails nor explodes', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  const shown = indentJson(deep);
  assert.ok(shown === undefined || shown.length < 1_000_000);
});
