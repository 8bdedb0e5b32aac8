import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionError } from '../session/session.ts';
import { parseDestination } from './destination.ts';

test('users and hosts', () => {
  const cases: readonly [text: string, user: string | undefined, host: string][] = [
    ['web', undefined, 'web'],
    ['dev@web', 'dev', 'web'],
    ['dev@example.com@web', 'dev@example.com', 'web'],
    ['dev@10.0.0.1', 'dev', '10.0.0.1'],
    ['::1', undefined, '::1'],
    ['dev@[fe80::1%eth0]', 'dev', 'fe80::1%eth0'],
    ['DOM\\user@web', 'DOM\\user', 'web'],
  ];
  for (const [text, user, host] of cases) {
    const destination = parseDestination(text);
    assert.equal(destination.user, user, text);
    assert.equal(destination.host, host, text);
  }
});

test('what is no destination', () => {
  const cases = [
    '',
    '@',
    '@web',
    'dev@',
    '-oProxyCommand=id',
    'dev@-oProxyCommand=id',
    '-l@web',
    'web host',
    'web\n',
    'web\0',
    'web\u202e',
    'web;id',
    'web`id`',
    '$(id)',
    'dev@web|id',
    "dev'@web",
    '*.example.com',
  ];
  for (const text of cases) {
    assert.throws(
      () => parseDestination(text),
      (error) => error instanceof SessionError && error.code === 'bad-destination',
      JSON.stringify(text),
    );
  }
});
