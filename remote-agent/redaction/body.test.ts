import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentKind, mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { Secrets } from './secrets.ts';

const secrets = new Secrets();

test('forms and multipart forms', () => {
  const form = redactBody('user=u&password=p%20q&x=', 'form', mediaTypeOf(''), secrets);
  assert.deepEqual(form, { text: 'user=u&password=[redacted]&x=', secrets: 1 });
  const part = (name: string, value: string) =>
    `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const text = `${part('user', 'u')}${part('api-key', 'k\r\nk')}--B--\r\n`;
  const type = mediaTypeOf('multipart/form-data; boundary="B"');
  const multipart = redactBody(text, 'multipart', type, secrets);
  assert.equal(multipart.text, `${part('user', 'u')}${part('api-key', '[redacted]')}--B--\r\n`);
  assert.equal(multipart.secrets, 1);
  const cut = redactBody(text.slice(0, text.indexOf('k\r\nk') + 1), 'multipart', type, secrets);
  assert.ok(cut.text.endsWith('\r\n\r\n[redacted]'));
});

function told(text: string, type: string, kind = contentKind(mediaTypeOf(type), text)): string {
  return redactBody(text, kind, mediaTypeOf(type), secrets).text;
}

test('text of any kind: addresses, forms that do not say so, and credentials by their form', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  const cases: readonly (readonly [type: string, text: string, expected: string])[] = [
    ['text/plain', 'user=a&password=b%20c', 'user=a&password=[redacted]'],
    ['', 'password=x', 'password=[redacted]'],
    ['text/html', '<a href="/x?token=abc&amp;a=1">', '<a href="/x?token=[redacted]&amp;a=1">'],
    [
      'application/json',
      '{"u":"http://a/?api_key=1&b=2"}',
      '{"u":"http://a/?api_key=[redacted]&b=2"}',
    ],
    ['text/javascript', 'const token = getToken();', 'const token = getToken();'],
    ['application/xml', '<a><token>x</token></a>', '<a><token>[redacted]</token></a>'],
    ['text/html', '<input name="csrf" value="x">', '<input name="csrf" value="[redacted]">'],
    ['application/yaml', 'a: 1\npassword: x\n', 'a: 1\npassword: [redacted]\n'],
    ['text/plain', 'A=1\nDB_PASSWORD=x\n', 'A=1\nDB_PASSWORD=[redacted]\n'],
    ['application/jwt', jwt, '[redacted]'],
    ['application/vnd.acme', '{"password":"x"}', '{"password":"[redacted]"}'],
    ['application/json', `{"value":"${jwt}"}`, '{"value":"[redacted]"}'],
    ['text/plain', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[redacted]'],
  ];
  for (const [type, text, expected] of cases) assert.equal(told(text, type), expected);
});

test('UTF-16 and UTF-32, by their mark, type or zeros, and cut in the middle of a unit', () => {
  const text = '{"password":"größer 🔑","a":"ü"}';
  const expected = '{"password":"[redacted]","a":"ü"}';
  const wide = (value: string) => Buffer.from(value, 'utf16le');
  const swapped = (value: string) => wide(value).swap16();
  const points = (value: string) =>
    Buffer.from(Uint32Array.from([...value], (point) => point.codePointAt(0) ?? 0).buffer);
  const cases: readonly (readonly [type: string, bytes: Buffer, expected: Buffer])[] = [
    ['application/json', wide(text), wide(expected)],
    ['application/json', swapped(text), swapped(expected)],
    ['', wide(text), wide(expected)],
    ['text/plain; charset=utf-32le', points(text), points(expected)],
    ['application/json', points(text), points(expected)],
    ['application/json', points(text).swap32(), points(expected).swap32()],
    ['', points(`\uFEFF${text}`), points(`\uFEFF${expected}`)],
    ['application/json; charset=utf-16le', wide(text), wide(expected)],
    ['application/json; charset=UTF-16', swapped(text), swapped(expected)],
    ['application/json; charset=utf-16be', swapped(text), swapped(expected)],
    ['', wide(`\uFEFF${text}`), wide(`\uFEFF${expected}`)],
    ['', swapped(`\uFEFF${text}`), swapped(`\uFEFF${expected}`)],
    [
      'text/plain; charset=utf-16',
      Buffer.concat([wide(text), Buffer.from('x')]),
      Buffer.concat([wide(expected), Buffer.from('x')]),
    ],
  ];
  for (const [type, bytes, redacted] of cases) {
    assert.equal(told(bytes.toString('latin1'), type), redacted.toString('latin1'), type);
  }
});

test('what the user adds', () => {
  const own = new Secrets(['x-internal-*', 'Kundennummer', '/\\b\\d{4}-\\d{4}\\b/']);
  assert.ok(own.isSecret('X-Internal-Id') && own.isSecret('kundennummer') && own.isSecret('token'));
  assert.ok(!own.isSecret('internal') && !own.isSecret('kundennummern'));
  const { text, secrets: count } = redactBody(
    '{"kundennummer":"7","note":"card 1234-5678"}',
    'json',
    mediaTypeOf(''),
    own,
  );
  assert.equal(text, '{"kundennummer":"[redacted]","note":"card [redacted]"}');
  assert.equal(count, 2);
  assert.throws(() => new Secrets(['/(/']), /The pattern \/\(\/ for secrets is no regular/);
});
