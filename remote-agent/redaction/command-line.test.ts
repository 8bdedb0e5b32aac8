import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactArguments } from './command-line.ts';
import { Redactor } from './redactor.ts';

test('secrets in the arguments of programs', () => {
  const cases: readonly (readonly [args: readonly string[], expected: string])[] = [
    [
      ['curl', '-H', 'Authorization: Bearer abc', '-s', 'http://a/'],
      'curl -H Authorization: Bearer [redacted] -s http://a/',
    ],
    [['curl', '-HX-Api-Key:abc', '-HAccept: */*'], 'curl -HX-Api-Key: [redacted] -HAccept: */*'],
    [
      ['curl', '-u', 'me:pass', '-b', 'sid=1; a=2'],
      'curl -u me:[redacted] -b sid=[redacted]; a=[redacted]',
    ],
    [
      ['curl', '--oauth2-bearer', 'abc', 'https://u:p@a/?token=x&y=1'],
      'curl --oauth2-bearer [redacted] https://[redacted]@a/?token=[redacted]&y=1',
    ],
    [
      ['curl', '-d', '{"password":"x"}', '-d', 'a=1&password=x'],
      'curl -d {"password":"[redacted]"} -d a=1&password=[redacted]',
    ],
    [
      ['app', '--password=x', '--port=80', 'API_KEY=x', '--token', 'x', '--token', '--next'],
      'app --password=[redacted] --port=80 API_KEY=[redacted] --token [redacted] --token --next',
    ],
    [['/usr/bin/mysql', '-pSecret', '-uroot'], '/usr/bin/mysql -p[redacted] -uroot'],
    [['ssh', '-p2222', 'host'], 'ssh -p2222 host'],
    [
      ['sh', '-c', 'PASSWORD=x curl -H "Authorization: Bearer abcdefgh" -u a:b http://a'],
      'sh -c PASSWORD=[redacted] curl -H "Authorization: Bearer [redacted]" -u a:[redacted] http://a',
    ],
    [['nginx: worker process'], 'nginx: worker process'],
    [
      ['node', '/srv/app.js', '--inspect=127.0.0.1:9229'],
      'node /srv/app.js --inspect=127.0.0.1:9229',
    ],
    [[''], ''],
  ];
  for (const [args, expected] of cases) {
    assert.equal(redactArguments(args, new Redactor()).join(' '), expected);
  }
});
