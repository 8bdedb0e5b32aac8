import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  json(`{"name":"${'a'.repeat(500_000)}",${'"value":1,'.repeat(50_000)}}`);
  json(`{"value":"${'a'.repeat(500_000)}",${'"name":"token",'.repeat(50_000)}}`);
  assert.ok(process.cpuUsage(before).user < 2_000_000);
});
