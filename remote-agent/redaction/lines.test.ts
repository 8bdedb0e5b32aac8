import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../content/kind.ts';
import { hasLineFields, redactLineFields } from './lines.ts';
import { assertCutsHide, assertKeeps, assertOnePass, assertReplaces } from './testing/cases.ts';

const cases: Readonly<Record<string, string>> = {
  'user: me\npassword: hunter2\nport: 1\n': 'user: me\npassword: [redacted]\nport: 1\n',
  'db:\r\n  - api-key: "hunter2"\r\n    n: 1\r\n': 'db:\r\n  - api-key: [redacted]\r\n    n: 1\r\n',
  'A=1\nexport AWS_SECRET_ACCESS_KEY=hunter2\nB=2':
    'A=1\nexport AWS_SECRET_ACCESS_KEY=[redacted]\nB=2',
  '[db]\ntoken = "hunter2" # hunter2\n': '[db]\ntoken = [redacted]\n',
  'a:\n  private_key: |-\n    hunter2\n\n    hunter2\n  b: 1\n':
    'a:\n  private_key: |-\n    [redacted]\n  b: 1\n',
  'secret: >\n  hunter2': 'secret: >\n  [redacted]',
  '- - token: |\n      hunter2\n    a: 1': '- - token: |\n      [redacted]\n    a: 1',
  // Values that go on (YAML 1.2, 7.3).
  'password: "hunter2\n  hunter2"\na: 1': 'password: [redacted]\na: 1',
  'password: hunter2\r\n\r\n  hunter2\r\n\r\na: 1': 'password: [redacted]\r\n\r\na: 1',
};

test('lines of YAML, TOML, properties and environments', () => {
  assertReplaces(cases, redactLineFields);
  assertCutsHide(Object.keys(cases), 'hunter2', redactLineFields);
});

test('what only looks like it stays', () => {
  const same = [
    'password:\n  min: 8\n',
    'token: null\nsecret: ""\npassword: true\n',
    'see https://h/password:x and token:x\n',
    'password: [redacted]',
    '{\n  "token": "x",\n  "secret": {\n}}',
    'token: {\n  a: 1\n}',
  ];
  assertKeeps(same, redactLineFields);
});

test('which contents have such lines', () => {
  const has = (type: string) => hasLineFields(mediaTypeOf(type));
  for (const type of ['', 'text/plain', 'application/yaml', 'application/x-yaml', 'text/x-toml']) {
    assert.ok(has(type), type);
  }
  for (const type of ['text/html', 'text/javascript', 'application/xml', 'text/css']) {
    assert.ok(!has(type), type);
  }
});

test('odd lines take one pass', () => {
  const odd = [
    'token: |\n',
    ' ',
    '\n',
    'token',
    'token: ',
    '- ',
    '"',
    'token: |\n  x\n',
    ' token: |\n\n',
  ];
  assertOnePass([...odd, 'token: x\n\n', '\n\r', 'export '], redactLineFields);
});
