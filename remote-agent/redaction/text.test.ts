import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secrets } from './secrets.ts';
import { assertKeeps, assertReplaces } from './testing/cases.ts';
import { redactText } from './text.ts';

test('addresses in any text', () => {
  const cases: Readonly<Record<string, string>> = {
    '{"url":"postgres://user:hunter2@db/x"}': '{"url":"postgres://[redacted]@db/x"}',
    '{"url":"https:\\/\\/u:p@ss@h\\/x"}': '{"url":"https:\\/\\/[redacted]@h\\/x"}',
    'redis://:pw@h, amqp://a:b@h': 'redis://[redacted]@h, amqp://[redacted]@h',
    '{"u":"/a?b=1\\u0026token=x\\u0026c=2"}': '{"u":"/a?b=1\\u0026token=[redacted]\\u0026c=2"}',
    '<a href="/a?b=1&amp;token=x&amp;c=2">': '<a href="/a?b=1&amp;token=[redacted]&amp;c=2">',
    'Redirecting to https://h/cb?code=SplxlOBe&state=x.':
      'Redirecting to https://h/cb?code=[redacted]&state=x.',
    '<a href="/a;JSESSIONID=x?b=1&token=y">':
      '<a href="/a;JSESSIONID=[redacted]?b=1&token=[redacted]">',
  };
  assertReplaces(cases, redactText);
  const same = [
    'ssh://git@h/x, http://h:80/@a, mailto:a:b@h, http://h/a:b@c',
    'const a=1;token=next();',
    'http://h:80 and me@h',
    '/?state=1 /?code=SplxlOBe',
  ];
  assertKeeps(same, redactText);
});

test('odd text takes one pass', () => {
  const before = process.cpuUsage();
  for (const odd of [
    '://a:',
    '://',
    ':',
    '@',
    '?a',
    ';jsessionid=',
    ': \\"',
    '{a(b:"',
    '\\u0026a',
    '?code=abcdef&',
  ]) {
    redactText(`{a(@=${odd.repeat(400_000 / odd.length)}`, new Secrets(), () => {});
  }
  assert.ok(process.cpuUsage(before).user < 3_000_000);
});
