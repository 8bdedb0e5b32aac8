import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRegex } from './automaton.ts';

const texts = [
  ...['', 'a', 'A', 'ab', 'abab', 'b', 'foo123', 'x-9', 'ä', '\n', 'a\nb', '/api/v1/items/42?x=1'],
  ...['aaa', 'aaaa', '[]', '^$', 'GET', 'a.b', 'tab\there', '_', 'foo bar', 'ab12cd34', '\u2028'],
];
const sources = [
  ...['a', '^a$', 'a|b', '(ab)+', 'a*', '^a*$', 'a?b', '^(a|b)*$', '[a-c]+', '[^a-c]', '\\d+'],
  ...['\\D', '^\\w+$', '\\s', '^\\S*$', 'a{2}', '^a{2,3}$', '^a{2,}$', '.', '^.{3}$', '\\[\\]'],
  ...[
    '\\^\\$',
    '[\\]]',
    '[-x]',
    '\\/items\\/\\d+',
    '(?:foo|bar)\\s?',
    'a.b',
    '^(?:)$',
    '[\\w-]+\\d$',
  ],
  ...['\\x41', '\\u0041', '(a|ab)(c|bcd)?$', '(a*)*b', 'a+?b', '[\\d.]+'],
];

test('it finds what the language’s own regular expressions find', () => {
  for (const source of sources) {
    const ours = compileRegex(source, 0);
    const theirs = new RegExp(source, 'is');
    for (const text of texts) {
      assert.equal(ours(text), theirs.test(text), `/${source}/ in ${JSON.stringify(text)}`);
    }
  }
});

test('no expression makes it search back and forth', () => {
  let looked = 0;
  const text = {
    length: 20_000,
    charCodeAt: () => {
      looked += 1;
      return 0x61;
    },
  } as unknown as string;
  for (const source of ['(a+)+$b', '(a|a)*b', '(a|aa)+b', '.*.*.*.*=b', '(?:a?){50}a{50}b']) {
    looked = 0;
    assert.equal(compileRegex(source, 0)(text), false);
    assert.equal(looked, 20_000, source);
  }
});

test('ever new texts do not make its memory grow', () => {
  const find = compileRegex('(a|b|c)*d[^x]{30}e', 0);
  let state = 1;
  let text = '';
  for (let index = 0; index < 50_000; index += 1) {
    state = (state * 48271) % 2147483647;
    text += 'abcde'.charAt(state % 5);
  }
  assert.equal(find(text), /(a|b|c)*d[^x]{30}e/.test(text));
});
