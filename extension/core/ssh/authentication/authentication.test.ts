import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { scriptedPrompts } from '../../testing/scripted-prompts.ts';
import { SshBench } from '../../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../../testing/sshd.ts';

let sshd: TestSshd;
let bench: SshBench;
let agent: ChildProcess;
let agentSocket: string;

before(async () => {
  sshd = await startSshd();
  bench = new SshBench(sshd);
  agentSocket = join(sshd.folder, 'agent');
  agent = spawn('ssh-agent', ['-D', '-a', agentSocket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => agent.stdout?.once('data', resolve));
});
after(async () => {
  const ended = new Promise((resolve) => agent.once('exit', resolve));
  agent.kill();
  await ended;
  await sshd.stop();
});

function addToAgent(file: string): void {
  const env = { ...process.env, SSH_AUTH_SOCK: agentSocket };
  execFileSync('ssh-add', ['-q', file], { env, stdio: 'ignore' });
}

test('key files of every type, with and without a passphrase', async () => {
  for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
    await bench.lets({ target: { identityFile: sshd.makeKey(`plain_${type}`, { type }) } });
    const identityFile = sshd.makeKey(`locked_${type}`, { type, passphrase: 'open sesame' });
    const prompts = scriptedPrompts({
      passphrase: async ({ attempt }) => (attempt < 3 ? 'wrong' : 'open sesame'),
    });
    await bench.lets({ target: { identityFile }, prompts });
    assert.equal(prompts.asked.length, 3);
  }
});

test('the old PEM format, encrypted', async () => {
  const passphrase = 'open sesame';
  const identityFile = sshd.makeKey('pem', { type: 'rsa', format: 'PEM', passphrase });
  const prompts = scriptedPrompts({ passphrase: async () => passphrase });
  await bench.lets({ target: { identityFile }, prompts });
});

test('the passphrase of a key that the server does not want is not asked for', async () => {
  const identityFile = sshd.makeKey('unwanted', { passphrase: 'secret', authorized: false });
  await bench.refuses(
    { target: { identityFile } },
    'authentication-failed',
    /unwanted/,
    /publickey/,
  );
});

test('a cancelled passphrase is a cancelled connection', async () => {
  const identityFile = sshd.makeKey('cancelled', { passphrase: 'secret' });
  const prompts = scriptedPrompts({ passphrase: async () => undefined });
  await bench.refuses({ target: { identityFile }, prompts }, 'cancelled');
});

test('three wrong passphrases end in a refusal', async () => {
  const identityFile = sshd.makeKey('forgotten', { passphrase: 'secret' });
  const prompts = scriptedPrompts({ passphrase: async () => 'wrong' });
  const log: string[] = [];
  await bench.refuses(
    { target: { identityFile }, prompts, log },
    'authentication-failed',
    /forgotten/,
  );
  assert.equal(prompts.asked.length, 3);
  assert.ok(
    log.some((line) => line.includes('no passphrase opened')),
    log.join('\n'),
  );
});

test('key files that cannot be used are told, and the next one is tried', async () => {
  const folder = join(sshd.folder, 'a-folder');
  mkdirSync(folder);
  const files = [bench.file('not a key'), folder, join(sshd.folder, 'missing'), sshd.identityFile];
  const config = `${files.map((file) => `IdentityFile ${file}`).join('\n')}\nIdentitiesOnly yes`;
  const log: string[] = [];
  const { knownHostsFile } = sshd;
  await bench.lets({ bare: true, target: { knownHostsFile }, config, log });
  const told = log.join('\n');
  assert.match(told, /file_\d+ cannot be used/);
  assert.match(told, /a-folder could not be read \(EISDIR\)/);
  assert.match(told, /missing could not be read \(ENOENT\)/);
});

test('keys of the agent: any of them, but with IdentitiesOnly just the named one', async () => {
  const unwanted = sshd.makeKey('agent_unwanted', { authorized: false });
  const wanted = sshd.makeKey('agent_wanted', { type: 'rsa' });
  addToAgent(unwanted);
  addToAgent(wanted);
  const { knownHostsFile } = sshd;
  const useAgent = `IdentityAgent ${agentSocket}\nIdentityFile none`;
  await bench.lets({ bare: true, target: { knownHostsFile }, config: useAgent });
  await bench.refuses(
    { target: { identityFile: unwanted }, config: useAgent },
    'authentication-failed',
    /one key of the agent/,
  );
  // The agent holds the private half; beside it, the public half is all there is.
  await bench.lets({ target: { identityFile: `${wanted}.pub` }, config: useAgent });
});

test('an agent that does not answer is passed over', async () => {
  const log: string[] = [];
  await bench.lets({ config: `IdentityAgent ${join(sshd.folder, 'no-agent')}`, log });
  assert.match(log.join('\n'), /no-agent could not be used/);
});

test('a password is asked for three times, then it is over', async () => {
  const strict = await startSshd(['PasswordAuthentication yes', 'MaxAuthTries 20']);
  try {
    const { port, knownHostsFile } = strict;
    const target = { port, knownHostsFile };
    const account = `${sshd.user}@127.0.0.1:${port}`;
    const prompts = scriptedPrompts({ password: async () => 'not the password' });
    await bench.refuses({ target, prompts }, 'authentication-failed', /password/);
    assert.deepEqual(
      prompts.asked.map(({ question }) => question),
      [1, 2, 3].map((attempt) => ({ destination: account, server: account, attempt })),
    );
    const cancel = scriptedPrompts({ password: async () => undefined });
    await bench.refuses({ target, prompts: cancel }, 'cancelled');
  } finally {
    await strict.stop();
  }
});

test('a server that hangs up after too many tries', async () => {
  const strict = await startSshd(['PasswordAuthentication yes', 'MaxAuthTries 2']);
  try {
    const { port, knownHostsFile } = strict;
    const prompts = scriptedPrompts({ password: async () => 'not the password' });
    const attempt = { target: { port, knownHostsFile }, prompts };
    await bench.refuses(attempt, 'authentication-failed', /Too many authentication failures/);
  } finally {
    await strict.stop();
  }
});

test('two factors: a key, then another key', async () => {
  const strict = await startSshd(['AuthenticationMethods publickey,publickey']);
  try {
    const second = strict.makeKey('second');
    const { port, knownHostsFile, identityFile } = strict;
    const config = `IdentityFile ${identityFile}\nIdentityFile ${second}`;
    await bench.lets({ bare: true, target: { port, knownHostsFile }, config });
  } finally {
    await strict.stop();
  }
});
