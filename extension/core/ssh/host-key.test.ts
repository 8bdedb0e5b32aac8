import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { layCable } from '../testing/cable.ts';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import { keyBlob, publicKeyOf, SshBench } from '../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { fingerprint } from './known-hosts/evidence.ts';
import { hashedName } from './known-hosts/match.ts';

let sshd: TestSshd;
let bench: SshBench;
/** How known_hosts names the server. */
let name: string;

before(async () => {
  sshd = await startSshd();
  bench = new SshBench(sshd);
  name = `[127.0.0.1]:${sshd.port}`;
});
after(() => sshd.stop());

function withKnownHosts(content: string) {
  return { knownHostsFile: bench.file(content) };
}

test('the key that is known is asked for, whichever type it is', async () => {
  for (const kind of ['rsa', 'ecdsa', 'ed25519'] as const) {
    await bench.lets({ target: withKnownHosts(`${name} ${sshd.publicHostKeys[kind]}`) });
  }
});

test('a hashed name is recognised', async () => {
  const hashed = hashedName(name, Buffer.from('0123456789abcdefghij'));
  const content = `# comment\n\n${hashed} ${sshd.publicHostKeys.ed25519}`;
  await bench.lets({ target: withKnownHosts(content) });
});

test('an entry without the port is enough, but is not held against another key', async () => {
  const key = sshd.publicHostKeys.ed25519;
  await bench.lets({ target: withKnownHosts(`127.0.0.1 ${key}`) });
  const other = publicKeyOf(sshd.makeKey('other_without_port', { authorized: false }));
  const prompts = scriptedPrompts({ trustNewHostKey: async () => true });
  await bench.lets({ target: withKnownHosts(`127.0.0.1 ${other}`), prompts });
  assert.equal(prompts.asked.length, 1);
});

test('an unknown key is asked about with its fingerprint, and recorded on yes', async () => {
  const knownHostsFile = join(sshd.folder, 'new-folder', 'known_hosts');
  const key = sshd.publicHostKeys.ed25519;
  const prompts = scriptedPrompts({ trustNewHostKey: async () => true });
  await bench.lets({ target: { knownHostsFile }, prompts });
  const question = {
    ...{ host: name, destination: `${sshd.user}@127.0.0.1`, keyType: 'ssh-ed25519' },
    fingerprint: fingerprint(keyBlob(key)),
  };
  assert.deepEqual(prompts.asked, [{ kind: 'trustNewHostKey', question }]);
  const words = readFileSync(knownHostsFile, 'utf8').trim().split(' ');
  assert.deepEqual(words, [name, ...key.split(' ', 2)]);
  assert.equal(statSync(knownHostsFile).mode & 0o777, 0o600);
  assert.equal(statSync(join(sshd.folder, 'new-folder')).mode & 0o777, 0o700);
  await bench.lets({ target: { knownHostsFile } });
});

test('HashKnownHosts hides the name, and a file without a last line end stays whole', async () => {
  const target = withKnownHosts('example.com ssh-ed25519 AAAA');
  const prompts = scriptedPrompts({ trustNewHostKey: async () => true });
  await bench.lets({ target, prompts, config: 'HashKnownHosts yes' });
  const lines = readFileSync(target.knownHostsFile, 'utf8').split('\n');
  assert.equal(lines[0], 'example.com ssh-ed25519 AAAA');
  assert.match(lines[1] ?? '', /^\|1\|[^ ]+ ssh-ed25519 /);
  await bench.lets({ target });
});

test('an unknown key that is not trusted ends it before anything is offered', async () => {
  const target = withKnownHosts('');
  const log: string[] = [];
  const no = scriptedPrompts({ trustNewHostKey: async () => false });
  await bench.refuses({ target, prompts: no, log }, 'host-key-refused', /SHA256:/);
  const cancel = scriptedPrompts({ trustNewHostKey: async () => undefined });
  await bench.refuses({ target, prompts: cancel, log }, 'cancelled');
  assert.deepEqual(log, []);
  assert.equal(readFileSync(target.knownHostsFile, 'utf8'), '');
});

test('a changed key is refused with both fingerprints, and nothing is offered', async () => {
  const other = publicKeyOf(sshd.makeKey('other_host', { authorized: false }));
  const log: string[] = [];
  const literal = (key: string) => new RegExp(fingerprint(keyBlob(key)).replaceAll('+', '\\+'));
  for (const config of ['', 'StrictHostKeyChecking no']) {
    await bench.refuses(
      { target: withKnownHosts(`${name} ${other}`), log, config },
      'host-key-changed',
      literal(other),
      literal(sshd.publicHostKeys.ed25519),
      /ssh-keygen/,
    );
  }
  assert.deepEqual(log, []);
});

test('a server that no longer has the known type of key has changed', async () => {
  const onlyEd25519 = await startSshd(['HostKeyAlgorithms ssh-ed25519']);
  try {
    const rsa = sshd.publicHostKeys.rsa;
    const known = `[127.0.0.1]:${onlyEd25519.port} ${rsa}`;
    const target = { port: onlyEd25519.port, ...withKnownHosts(known) };
    await bench.refuses({ target }, 'host-key-changed', /ssh-rsa SHA256/, /ssh-ed25519 SHA256/);
  } finally {
    await onlyEd25519.stop();
  }
});

test('a revoked key is refused, also beside an entry that knows it', async () => {
  const key = sshd.publicHostKeys.ed25519;
  const target = withKnownHosts(`${name} ${key}@revoked * ${key}`);
  await bench.refuses({ target }, 'host-key-revoked', /revoked/);
});

test('StrictHostKeyChecking yes refuses, accept-new records without a question', async () => {
  const target = withKnownHosts('');
  const strict = { target, config: 'StrictHostKeyChecking yes' };
  await bench.refuses(strict, 'host-key-refused', /known_hosts/);
  await bench.lets({ target, config: 'StrictHostKeyChecking accept-new' });
  assert.match(readFileSync(target.knownHostsFile, 'utf8'), /ssh-ed25519/);
});

test('HostKeyAlias stands for the name', async () => {
  const target = withKnownHosts(`alias ${sshd.publicHostKeys.ed25519}`);
  await bench.lets({ target, config: 'HostKeyAlias alias' });
});

test('a key whose server was cut off before it proved it is not recorded', async () => {
  const cable = await layCable(sshd.port);
  const prompts = scriptedPrompts({
    trustNewHostKey: () =>
      new Promise((resolve) => {
        cable.cut();
        setTimeout(() => resolve(true), 200);
      }),
  });
  const target = { port: cable.port, ...withKnownHosts('') };
  await bench.refuses({ target, prompts }, 'unreachable', /closed the connection|ECONNRESET/);
  assert.equal(readFileSync(target.knownHostsFile, 'utf8'), '');
  await cable.close();
});
