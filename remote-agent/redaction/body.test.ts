import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../content/kind.ts';
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
