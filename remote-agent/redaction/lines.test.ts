import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../content/kind.ts';
import { hasLineFields, redactLineFields } from './lines.ts';
import { Secrets } from './secrets.ts';

const cases: Readonly<Record<string, string>> = {
  'user: me\npassword: hunter2\nport: 1\n': 'user: me\npassword: [redacted]\nport: 1\n',
  'db:\r\n  - api-key: "hunter2"\r\n    n: 1\r\n': 'db:\r\n  - api-key: [redacted]\r\n    n: 1\r\n',
  'A=1\nexport AWS_SECRET_ACCESS_KEY=hunter2\nB=2':
    'A=1\nexport AWS_SECRET_ACCESS_KEY=[redacted]\nB=2',
  '[db]\ntoken = "hunter2" # hunter2\n': '[db]\ntoken = [redacted]\n',
  'a:\n  private_key: |-\n    hunter2\n\n    hunter2\n  b: 1\n':
    'a:\n  private_key: |-\n    [redacted]\n  b: 1\n',
  'secret: >\n  hunter2': 'secret: >\n  [redacted]',
};

test('lines of YAML, TOML, properties and environments', () => {
  for (const [text, expected] of Object.entries(cases)) {
    let count = 0;
    const told = redactLineFields(text, new Secrets(), () => {
      count++;
    });
    assert.equal(told, expected);
    assert.equal(count, expected.split('[redacted]').length - 1, text);
    for (let end = text.indexOf('hunter2') + 1; end <= text.length; end++) {
      const cut = redactLineFields(text.slice(0, end), new Secrets(), () => {});
      assert.doesNotMatch(cut, /hu/, text.slice(0, end));
    }
  }
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
  for (const text of same) assert.equal(redactLineFields(text, new Secrets(), assert.fail), text);
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
  const before = process.cpuUsage();
  for (const odd of [
    'token: |\n',
    ' ',
    '\n',
    'token',
    'token: ',
    '- ',
    '"',
    'token: |\n  x\n',
    ' token: |\n\n',
  ]) {
    redactLineFields(odd.repeat(65_536 / odd.length), new Secrets(), () => {});
  }
  assert.ok(process.cpuUsage(before).user < 2_000_000, `${process.cpuUsage(before).user / 1e6} s`);
});
