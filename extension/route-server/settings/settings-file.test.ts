import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettingsFile, settingsFacts } from './settings-file.ts';

function settings(name: string, lines: readonly string[]): Record<string, string> {
  const facts = settingsFacts(`file:///shop/${name}`, lines.join('\n'));
  return Object.fromEntries(
    (facts?.bindings ?? []).map(({ name: key, value }) => [
      key.replace(/^\n/, '').replace('\n', ': '),
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
    'spring.config.activate.on-profile: "dev | test"',
    'server.servlet.context-path: /other',
  ]);
  assert.equal(found['server.servlet.contextpath'], '/shop # one');
  assert.equal(found['dev | test: server.servlet.contextpath'], '/other');
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
    '%dev,test.quarkus.http.root-path=/dev',
    '#---',
    'spring.profiles=local',
    'server.servlet.context-path=/other',
  ]);
  assert.deepEqual(found, {
    ...{ 'server.servlet.contextpath': '/shop', c: '3', d: '4' },
    ...{ 'e:f': 'g=h', long: 'one two', empty: '' },
    ...{ 'dev,test: quarkus.http.rootpath': '/dev', 'local: spring.profiles': 'local' },
    'local: server.servlet.contextpath': '/other',
  });
  const ofFile = settings('application-prod.properties', ['a-b=1']);
  assert.deepEqual(ofFile, { 'prod: ab': '1' });
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
  assert.ok(isSettingsFile('file:///shop/application-dev.yaml'));
  assert.ok(!isSettingsFile('file:///shop/applications.yaml'));
  assert.ok(!isSettingsFile('file:///shop/my-application.yaml'));
});
