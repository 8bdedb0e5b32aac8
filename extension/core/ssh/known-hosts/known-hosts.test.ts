import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../testing/session-bench.ts';
import { fingerprint } from './evidence.ts';
import { keyType, parseKnownHostsLine } from './line.ts';
import { coversHost, hashedName, knownHostsName } from './match.ts';

const folder = temporaryFolder();
after(() => folder.remove());

function makeKey(): string {
  const file = join(folder.path, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8').trim();
}
const publicKey = makeKey();
const [type = '', base64 = ''] = publicKey.split(' ');
const key = Buffer.from(base64, 'base64');

test('names', () => {
  assert.equal(knownHostsName('web', 22), 'web');
  assert.equal(knownHostsName('web', 2222), '[web]:2222');
  assert.equal(knownHostsName('::1', 22), '::1');
});

test('host fields', () => {
  const cases: readonly [field: string, name: string, covers: boolean][] = [
    ['web', 'web', true],
    ['WEB', 'web', true],
    ['web', 'WEB', true],
    ['web', 'webs', false],
    ['a,web,b', 'web', true],
    ['*', 'anything', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['w?b', 'web', true],
    ['w?b', 'wb', false],
    ['*.example.com,!bad.example.com', 'bad.example.com', false],
    ['!bad.example.com,*.example.com', 'bad.example.com', false],
    ['!bad.example.com,*.example.com', 'good.example.com', true],
    ['!web', 'other', false],
    ['[web]:2222', '[web]:2222', true],
    ['web', '[web]:2222', false],
    ['[*]:2222', '[web]:2222', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['', '', true],
    ['|1|AAAA|AAAA', 'web', false],
    ['|1|', 'web', false],
    ['|2|AAAA|AAAA', 'web', false],
  ];
  for (const [field, name, covers] of cases) {
    assert.equal(coversHost(field, name), covers, `${field} ${name}`);
  }
});

test('a pattern made to be slow is not', () => {
  const start = performance.now();
  assert.equal(coversHost('*a'.repeat(2_000), `${'a'.repeat(1_999)}b`), false);
  assert.ok(performance.now() - start < 1_000);
});

test('hashes are the ones that OpenSSH makes and finds', () => {
  const file = join(folder.path, 'known_hosts');
  writeFileSync(file, `[web]:2222 ${publicKey}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  const hashed = readFileSync(file, 'utf8');
  const entry = parseKnownHostsLine(hashed);
  assert.ok(entry?.hosts.startsWith('|1|'));
  assert.ok(coversHost(entry?.hosts ?? '', '[web]:2222'));
  assert.ok(!coversHost(entry?.hosts ?? '', 'web'));

  writeFileSync(file, `${hashedName('db', Buffer.alloc(20, 7))} ${publicKey}\n`);
  const found = execFileSync('ssh-keygen', ['-F', 'db', '-f', file], { encoding: 'utf8' });
  assert.match(found, /found/);
});

test('the fingerprint is the one that ssh-keygen prints', () => {
  const printed = execFileSync('ssh-keygen', ['-lf', join(folder.path, 'key.pub')], {
    encoding: 'utf8',
  });
  assert.equal(printed.split(' ')[1], fingerprint(key));
});

test('lines', () => {
  const line = (text: string) => parseKnownHostsLine(text);
  assert.deepEqual(line(`web ${publicKey} a comment`), { marker: undefined, hosts: 'web', key });
  assert.equal(line(`@revoked * ${publicKey}`)?.marker, 'revoked');
  assert.equal(line(`\t@cert-authority\t*.example.com ${publicKey}`)?.marker, 'cert-authority');
  for (const text of [
    '',
    '   ',
    '# web ssh-ed25519 AAAA',
    'web',
    `web ${type}`,
    `web ${type} !!!!`,
    `web ssh-rsa ${base64}`,
    `web ${type} ${base64.slice(0, 8)}`,
    `@unknown web ${publicKey}`,
    'web 2048 35 1234567890123456789',
  ]) {
    assert.equal(line(text), undefined, text);
  }
});

test('key types of blobs that are none', () => {
  for (const blob of ['', '00', '00000000', 'ffffffff00', '0000000461', '000000022020']) {
    assert.equal(keyType(Buffer.from(blob, 'hex')), undefined, blob);
  }
});
