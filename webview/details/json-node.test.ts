import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formFields } from './form.ts';
import { type JsonNode, parseJson } from './json-node.ts';

function text(node: JsonNode): string {
  if (!('members' in node)) return node.text;
  const [open, close] = node.kind === 'object' ? '{}' : '[]';
  const inner = node.members.map(
    ({ name, value }) => (name === null ? '' : `${name}:`) + text(value),
  );
  return `${open}${inner.join(',')}${close}`;
}

test('everything stays as it was sent', () => {
  const all = [
    '{"b":1,"a":[true,null,-1.50e+10,123456789012345678901],"b":{}}',
    '"text with \\"quotes\\" and {braces}"',
    '[]',
    '[[],{"":""}]',
    '0',
  ];
  for (const json of all) assert.equal(text(parseJson(json) ?? assert.fail()), json);
  assert.equal(text(parseJson(' { "a" :\n[ 1 , 2 ] } ') ?? assert.fail()), '{"a":[1,2]}');
  assert.equal(parseJson('{"a":'), undefined);
});

test('what is very deep does not fill the stack', () => {
  const deep = `${'['.repeat(3000)}1${']'.repeat(3000)}`;
  let node = parseJson(deep);
  let depth = 0;
  while (node && 'members' in node) {
    node = node.members[0]?.value;
    depth += 1;
  }
  assert.equal(depth, 100);
  assert.ok(node && 'text' in node && node.text.startsWith('…[['));
});

test('fields of a form are decoded, what is not encoded rightly stays', () => {
  assert.deepEqual(formFields('a=1+2&b=%C3%A4&&c&d=x=y&e=%zz'), [
    ['a', '1 2'],
    ['b', 'ä'],
    ['c', ''],
    ['d', 'x=y'],
    ['e', '%zz'],
  ]);
});
