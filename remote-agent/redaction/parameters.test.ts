import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { Redactor } from './redactor.ts';
import { Secrets } from './secrets.ts';

const secrets = new Secrets();

function form(text: string): string {
  return redactBody(text, 'form', mediaTypeOf(''), secrets).text;
}

test('parameters take one pass, whatever is in them', () => {
  const size = 64 * 1024;
  const odd = ['=', 'a=', '?=', '?', ';a', ';a=', '%3d', '%253d', '=;', '&', '#=', '+', 'a?b=%25'];
  const xml = encodeURIComponent('<a b="c">'.repeat(3000));
  const texts = [
    ...odd.map((part) => part.repeat(size / part.length)),
    `a=%${'25'.repeat(size / 2)}3d`,
  ];
  const before = process.cpuUsage();
  for (const text of [...texts, xml]) {
    form(text);
    form(`a=${text}`);
    new Redactor().target(`/?${text}`);
    redactBody(text, 'text', mediaTypeOf(''), secrets);
  }
  const { user } = process.cpuUsage(before);
  assert.ok(user < 2_500_000, `${user / 1e6} s`);
});

test('in a form only & ends a value, in a query also # and a ; that a name follows', () => {
  const forms: Readonly<Record<string, string>> = {
    'user=x&password=Sup;er#Secret&a=1': 'user=x&password=[redacted]&a=1',
    'password=a;b=c': 'password=[redacted]',
    'next=http://a/?token=b;c&x=1': 'next=http://a/?token=[redacted]&x=1',
    'a=b=c&d=?e=f': 'a=b=c&d=?e=f',
  };
  for (const [text, expected] of Object.entries(forms)) assert.equal(form(text), expected);
  const targets: Readonly<Record<string, string>> = {
    '/x?token=abc;SECRETTAIL': '/x?token=[redacted]',
    '/x?token=abc;SECRET&a=1;b#c': '/x?token=[redacted]&a=1;b#c',
    '/x?token=abc;y=2#z': '/x?token=[redacted];y=2#z',
    '/x?a=1;2;password=b': '/x?a=1;2;password=[redacted]',
    '/x?password=abc?SECRET=1': '/x?password=[redacted]',
  };
  for (const [target, expected] of Object.entries(targets)) {
    assert.equal(new Redactor().target(target), expected);
  }
});

test('coded JSON, addresses and text in a value', () => {
  const coded = (value: string) => `a=1&payload=${encodeURIComponent(value)}&b=2`;
  const plus = (value: string) => coded(value).replaceAll('%20', '+');
  const same = ['{"type":"a","n":[1, 2]}', 'a b+c', 'code=1', 'größer 100 %', 'say token=5 twice'];
  for (const value of same) {
    for (const text of [coded(value), plus(value)]) {
      assert.equal(form(text), text);
      assert.equal(new Redactor().target(`/?${text}`), `/?${text}`);
    }
  }
  const cases: Readonly<Record<string, string>> = {
    '{"type":"ü", "token":"x="}': '{"type":"ü", "token":"[redacted]"}',
    '{"a":"50 % + 1","password":"b&c"}': '{"a":"50 % + 1","password":"[redacted]"}',
    'https://h/?a=b c&token=d': 'https://h/?a=b c&token=[redacted]',
    'Bearer abcdefgh+ijkl': 'Bearer [redacted]',
  };
  for (const [value, expected] of Object.entries(cases)) {
    for (const code of [coded, plus]) {
      const told = form(code(value));
      const { payload, ...others } = Object.fromEntries(new URLSearchParams(told));
      assert.deepEqual({ payload, ...others }, { payload: expected, a: '1', b: '2' });
      assert.equal(new Redactor().target(`/?${code(value)}`), `/?${told}`);
    }
  }
  // Bytes that are no UTF-8 stay what they are.
  assert.equal(form('x=%FF%7B%22token%22:1%7D'), 'x=%FF%7B%22token%22%3A%22%5Bredacted%5D%22%7D');
  assert.equal(form('x={"token":"a="}&y=1'), 'x={"token":"[redacted]"}&y=1');
  // What is no form at all, but is called one.
  assert.equal(form('{"token":"a=b&c","d":1}'), '{"token":"[redacted]","d":1}');
});
