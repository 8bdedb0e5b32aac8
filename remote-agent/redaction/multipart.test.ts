import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { Secrets } from './secrets.ts';

function told(text: string, type: string): string {
  return redactBody(text, 'multipart', mediaTypeOf(type), new Secrets()).text;
}

test('parts of a multipart content: JSON and text in them, other names, and files as they are', () => {
  const body = (value: string, head = 'Content-Disposition: form-data; name="a"') =>
    `--B\r\n${head}\r\n\r\n${value}\r\n--B--\r\n`;
  const type = 'multipart/form-data; boundary=B';
  assert.equal(told(body('{"token":"x"}'), type), body('{"token":"[redacted]"}'));
  const batch = 'Content-Type: application/http';
  const request = 'GET /a?token=x HTTP/1.1\r\nAuthorization: Bearer abcdefgh';
  const safe = 'GET /a?token=[redacted] HTTP/1.1\r\nAuthorization: Bearer [redacted]';
  assert.equal(told(body(request, batch), 'multipart/mixed; boundary=B'), body(safe, batch));
  const starred = "Content-Disposition: form-data; name*=UTF-8''password";
  assert.equal(told(body('x', starred), type), body('[redacted]', starred));
  const file = '\x89PNG\0{"token":"x"}';
  assert.equal(told(body(file), type), body(file));
  const jwt = '\0 eyJhbGciOiJI.eyJzdWIi.c2ln';
  assert.equal(told(body(jwt), type), body('\0 [redacted]'));
  assert.equal(told('{"token":"x"}', 'multipart/mixed'), '{"token":"[redacted]"}');
});

test('the name of a part, whatever stands before it, and a boundary that the type does not name', () => {
  const secret = [
    'filename="x; name=y"; name="password"',
    'filename="x\\"; name=\\"y"; name=password',
    'NAME = "pass\\word"',
    "filename=x;\r\n name*=utf-8'en'pass%77ord",
  ];
  const open = ['filename="; name=password"; name="a"', 'filename="password"; name="a"'];
  for (const parameters of [...secret, ...open]) {
    const body = (value: string) =>
      `--B\r\nContent-Disposition: form-data; ${parameters}\r\n\r\n${value}\r\n--B--\r\n`;
    const expected = open.includes(parameters) ? 'x' : '[redacted]';
    for (const type of ['multipart/form-data; boundary=B', 'multipart/form-data']) {
      assert.equal(told(body('x'), type), body(expected), parameters);
    }
  }
  const none = '{"token":"x"}';
  assert.equal(told(none, 'multipart/form-data; boundary=B'), '{"token":"[redacted]"}');
  const before = process.cpuUsage();
  for (const odd of ['; name="', ';a="\\', '; ', '\n']) {
    told(`--B\n${odd.repeat(100_000)}\n\nx`, 'multipart/form-data; boundary=B');
  }
  assert.ok(process.cpuUsage(before).user < 2_000_000);
});
