import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettingsFile, settingsFacts } from './settings-file.ts';

function settings(name: string, lines: readonly string[]): Record<string, string> {
  const facts = settingsFacts(`file:///shop/${name}`, lines.join('\n'));
  return Object.fromEntries(
    (facts?.bindings ?? []).map(({ name: key, value }) => [
      key,
      value.kind === 'text' ? value.text : value.kind,
    ]),
  );
}

test('keys of nested mappings, however they are written', () => {
  const found = settings('application.yml', [
    '# of the shop',
    '"server":',
    '    servlet: # below',
    "        contextPath: '/shop # one'",
    '    port: 80',
    'list:',
    '  - a: 1',
    '  - server.servlet.context-path: /no',
    'text: |',
    '  some words',
    `spring.mvc.servlet.path: \${REST:/rest}`,
    `computed: \${ROOT}`,
    `both: /a/\${B:b}`,
    '---',
    'server.servlet.context-path: /other',
  ]);
  assert.equal(found['server.servlet.contextpath'], '/shop # one');
  assert.equal(found['server.port'], '80');
  assert.equal(found['spring.mvc.servlet.path'], 'otherwise');
  assert.equal(found['computed'], 'other');
  assert.equal(found['both'], 'join');
});

test('properties with every separator, comments and lines that go on', () => {
  const found = settings('application.properties', [
    '#a=1',
    '  ! b=2',
    'server.servlet.context-path=/shop\r',
    'c : 3',
    'd 4',
    'e\\:f = g\\=h',
    'long = one \\',
    '   two',
    'empty=',
    '#---',
    'server.servlet.context-path=/other',
  ]);
  assert.deepEqual(found, {
    ...{ 'server.servlet.contextpath': '/shop', c: '3', d: '4' },
    ...{ 'e:f': 'g=h', long: 'one two', empty: '' },
  });
});

test('what is broken or endless is read to its end at once', () => {
  for (const text of [
    '\\',
    'a:',
    ':',
    `\${`,
    ' '.repeat(100_000),
    'a'.repeat(150_000),
    'a: '.repeat(60_000),
    '\t- :\n#',
  ]) {
    for (const name of ['application.yml', 'application.properties']) settings(name, [text]);
  }
  assert.equal(settingsFacts('file:///application.yml', 'a: 1\n'.repeat(50_000)), null);
});

test('configuration of tests is none of the program', () => {
  assert.ok(isSettingsFile('file:///shop/src/main/resources/application.yaml'));
  assert.ok(!isSettingsFile('file:///shop/src/test/resources/application.yaml'));
  assert.ok(!isSettingsFile('file:///shop/application-dev.yaml'));
});
