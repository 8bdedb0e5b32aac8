import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor } from './redactor.ts';

type Case = readonly [name: string, value: string, expected: string];

function check(cases: readonly Case[], redactor = new Redactor()): void {
  for (const [name, value, expected] of cases) {
    assert.deepEqual(redactor.fields([[name, value]]), [[name, expected]]);
  }
}

test('addresses in any field: their user info, path, query and fragment', () => {
  check([
    ['Referer', 'https://h/a;jsessionid=SECRET?x=1', 'https://h/a;jsessionid=[redacted]?x=1'],
    ['Location', '/a;JSESSIONID=SECRET/b;v=1', '/a;JSESSIONID=[redacted]/b;v=1'],
    ['Location', '//u:pw@h/', '//[redacted]@h/'],
    ['Origin', 'https://u:pw@h', 'https://[redacted]@h'],
    ['Host', 'u:pw@h:80', '[redacted]@h:80'],
    [
      'Link',
      '<https://u:pw@h/?token=SECRET>; rel=next, </b?a=1>; rel="x"',
      '<https://[redacted]@h/?token=[redacted]>; rel=next, </b?a=1>; rel="x"',
    ],
    ['HX-Current-URL', 'https://h/?token=SECRET&a=1', 'https://h/?token=[redacted]&a=1'],
    ['X-Accel-Redirect', '/a?token=SECRET', '/a?token=[redacted]'],
    ['X-Forwarded-Request', 'GET /?token=SECRET', 'GET /?token=[redacted]'],
    [
      'Content-Security-Policy',
      "report-uri /r?token=SECRET; default-src 'self' https://h",
      "report-uri /r?token=[redacted]; default-src 'self' https://h",
    ],
  ]);
  const same: readonly (readonly [name: string, value: string])[] = [
    ['Origin', 'https://h:8080'],
    ['Host', 'h:8080'],
    ['User-Agent', 'Bot/1.0 (+https://h/bot?page=1; me@h)'],
    ['Content-Disposition', 'attachment; filename="what?=1.txt"'],
    ['X-Path', '/a;v=1/b'],
  ];
  check(same.map(([name, value]) => [name, value, value]));
});

test('a name that the user gives hides the whole value, whatever is known of the field', () => {
  const names = ['referer', 'location', 'link', 'cookie', 'authorization', 'host'];
  const cases = names.map((name): Case => [name, 'https://h/private a=b', '[redacted]']);
  check(cases, new Redactor(names));
});

test('an expression of the user is looked for in whatever else is told of a message', () => {
  const redactor = new Redactor(['/acme-\\d+/']);
  check(
    [
      ['Sec-WebSocket-Protocol', 'chat, acme-123', 'chat, [redacted]'],
      ['Set-Cookie', 'a=b; Domain=acme-123.x', 'a=[redacted]; Domain=[redacted].x'],
      ['Referer', 'https://h/acme-123?a=1', 'https://h/[redacted]?a=1'],
      ['Proxy-Authorization', 'Digest acme-123', 'Digest [redacted]'],
      ['Host', 'acme-123.x', '[redacted].x'],
      ['X-Any', 'acme-123', '[redacted]'],
    ],
    redactor,
  );
  assert.equal(redactor.target('/acme-123;a?b=1'), '/[redacted];a?b=1');
  assert.equal(redactor.authority('u:pw@acme-123.x:80'), '[redacted]@[redacted].x:80');
  assert.equal(redactor.reason('no acme-123'), 'no [redacted]');
});
