import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentKind, mediaTypeOf } from '../content/kind.ts';
import { redactBody } from './body.ts';
import { redactJson } from './json.ts';
import { Secrets } from './secrets.ts';

const secrets = new Secrets();

function json(text: string): string {
  return redactJson(text, secrets, () => {});
}

test('JSON members with a secret name lose their value, and nothing else changes', () => {
  const cases: Readonly<Record<string, string>> = {
    '{"token":"abc","a":1}': '{"token":"[redacted]","a":1}',
    '{ "api_key" :\n "a\\"b" , "x" : "y" }': '{ "api_key" :\n "[redacted]" , "x" : "y" }',
    '{"password":123,"sid":true,"jwt":null,"pwd":""}':
      '{"password":"[redacted]","sid":"[redacted]","jwt":null,"pwd":""}',
    '{"credentials":{"user":"u","list":["a",{"b":-1.5e3}]},"after":"kept"}':
      '{"credentials":{"user":"[redacted]","list":["[redacted]",{"b":"[redacted]"}]},"after":"kept"}',
    '{"\\u0074oken":"abc"}': '{"\\u0074oken":"[redacted]"}',
    '{"a":"token","b":["password"]}': '{"a":"token","b":["password"]}',
    '{"session":[]}': '{"session":[]}',
    '{"token":"a"}\n{"token":"b"}\n': '{"token":"[redacted]"}\n{"token":"[redacted]"}\n',
    '[{"secret":"a"},{"secret":"b"}]': '[{"secret":"[redacted]"},{"secret":"[redacted]"}]',
    'data: {"access_token":"a"}': 'data: {"access_token":"[redacted]"}',
    'no json at all': 'no json at all',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(json(text), expected);
});

test('JSON in strings of JSON, however deep and however it is cut off', () => {
  const inner = { password: 'SECRET"x\\', n: 1, token: 17, user: 'u', sid: null };
  let text = JSON.stringify(inner);
  for (let depth = 0; depth < 4; depth++) {
    text = JSON.stringify({ body: text, after: 'kept' });
    const told = json(text);
    assert.ok(!told.includes('SECRET') && !told.includes('17'), told);
    let value = JSON.parse(told);
    for (let level = 0; level <= depth; level++) {
      assert.equal(value.after, 'kept');
      value = JSON.parse(value.body);
    }
    assert.deepEqual(value, { ...inner, password: '[redacted]', token: '[redacted]' });
    for (let end = 0; end < text.length; end++)
      assert.ok(!/SE(C|$)/.test(json(text.slice(0, end))));
  }
});

test('JSON that is cut off anywhere gives nothing away', () => {
  const text = '{"a":1,"token":"SECRET","credentials":{"deep":["SECRET",{"x":"SECRET"}]},"b":"c"}';
  for (let end = 0; end <= text.length; end++) {
    const cut = json(text.slice(0, end));
    assert.ok(!/"S(E(C(R(E(T)?)?)?)?)?/.test(cut), cut);
  }
});

test('JSON as deep or as odd as it may be takes one pass', () => {
  for (const text of ['{"token":'.repeat(50_000), '['.repeat(100_000), '"'.repeat(100_001)]) {
    json(text);
  }
  const deep = `{"token":${'['.repeat(50_000)}"x"${']'.repeat(50_000)}}`;
  assert.ok(!json(deep).includes('"x"'));
});

test('pairs of a name and a value, in objects of two members or more', () => {
  const cases: Readonly<Record<string, string>> = {
    '[{"name":"password","value":"x"},{"name":"size","value":"y"}]':
      '[{"name":"password","value":"[redacted]"},{"name":"size","value":"y"}]',
    '{"key" : "X-Api-Key", "on":true, "token":"z", "value" :\n["x", 1]}':
      '{"key" : "X-Api-Key", "on":true, "token":"[redacted]", "value" :\n["[redacted]", "[redacted]"]}',
    '[{"value":"{x","name":"token","a":"b"},{"value":"c","name":"d"}]':
      '[{"value":"[redacted]","name":"token","a":"b"},{"value":"c","name":"d"}]',
    '[{"name":"token"},{"value":"x"}]': '[{"name":"token"},{"value":"x"}]',
    '{"name":"token","in":{"value":"x"}}': '{"name":"token","in":{"value":"x"}}',
    '{"name":"my token is","value":"x"}': '{"name":"my token is","value":"x"}',
    '{"value":"token","name":"x"}': '{"value":"token","name":"x"}',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(json(text), expected);
  const before = process.cpuUsage();
  for (const odd of [
    '"name":"token",',
    '"value":1,',
    '"name":"token","value":',
    '"value":"x","name":',
  ]) {
    json(`{${odd.repeat(30_000)}`);
  }
  assert.ok(process.cpuUsage(before).user < 2_000_000);
});

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
