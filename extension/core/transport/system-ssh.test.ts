import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { openTransport } from '../session/open-transport.ts';
import type { Prompts } from '../session/prompts.ts';
import type { TraceTarget } from '../session/session.ts';
import { scriptedPrompts } from '../testing/scripted-prompts.ts';
import { isSentence } from '../testing/session-bench.ts';
import { publicKeyOf, SshBench } from '../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { runScript } from './run.ts';
import { SystemSshTransport } from './system-ssh.ts';

let sshd: TestSshd;
let bench: SshBench;
/** The authority whose certificates are let in, and a server that it did not sign yet. */
let authority: string;
let unsigned: TestSshd;

before(async () => {
  unsigned = await startSshd();
  authority = unsigned.makeKey('authority', { authorized: false });
  sshd = await startSshd([`TrustedUserCAKeys ${authority}.pub`]);
  bench = new SshBench(sshd);
});
after(async () => {
  await sshd.stop();
  await unsigned.stop();
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('http-trace-ssh-')),
    [],
  );
});

function sign(...words: readonly string[]): void {
  execFileSync('ssh-keygen', ['-q', '-s', authority, ...words]);
}

async function open(target: TraceTarget, prompts: Prompts = scriptedPrompts(), log: string[] = []) {
  const listener = { step: () => {}, log: (line: string) => log.push(line) };
  const signal = AbortSignal.timeout(60_000);
  return await openTransport(target, { prompts, listener, signal });
}

const options = () => ({ timeLimitMs: 60_000, signal: AbortSignal.timeout(60_000) });

test('a key with a certificate goes through the system’s ssh, and says why', async () => {
  const identityFile = sshd.makeKey('certified', { authorized: false });
  sign('-n', sshd.user, '-I', 'user', `${identityFile}.pub`);
  const log: string[] = [];
  const transport = await open(bench.target({ target: { identityFile } }), undefined, log);
  assert.ok(transport instanceof SystemSshTransport);
  assert.match(log.join('\n'), /by the system's ssh: the key .*certified has a certificate/);
  const results = await Promise.all(
    [1, 2, 3].map((n) =>
      runScript(transport, `cat; exit ${n}`, { ...options(), input: Buffer.from('in') }),
    ),
  );
  assert.deepEqual(
    results.map(({ code, stdout }) => [code, stdout]),
    [1, 2, 3].map((n) => [n, 'in']),
  );
  await transport.dispose();
});

test('a certificate that an agent alone holds', async (context) => {
  const file = sshd.makeKey('held', { authorized: false });
  sign('-n', sshd.user, '-I', 'user', `${file}.pub`);
  const socket = join(sshd.folder, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  context.after(() => agent.kill());
  await new Promise((resolve) => agent.stdout.once('data', resolve));
  execFileSync('ssh-add', ['-q', file], {
    env: { ...process.env, SSH_AUTH_SOCK: socket },
    stdio: 'ignore',
  });
  for (const end of ['', '.pub', '-cert.pub']) rmSync(`${file}${end}`);
  const { port, knownHostsFile } = sshd;
  const config = `IdentityAgent ${socket}\nIdentityFile none`;
  const log: string[] = [];
  const target = bench.target({ target: { port, knownHostsFile }, config, bare: true });
  const transport = await open(target, undefined, log);
  assert.match(
    log.join('\n'),
    /by the system's ssh: the agent holds a certificate \(ssh-ed25519-cert/,
  );
  assert.equal((await runScript(transport, 'echo here', options())).stdout, 'here\n');
  await transport.dispose();
});

test('a certificate that is not valid by the host’s clock is named', async () => {
  const identityFile = sshd.makeKey('outdated', { authorized: false });
  sign('-n', sshd.user, '-I', 'user', '-V', '20200101:20200102', `${identityFile}.pub`);
  await assert.rejects(open(bench.target({ target: { identityFile } })), (error) => {
    isSentence(
      error,
      'authentication-failed',
      /the certificate of .*outdated, whether .* by the host’s clock valid now/,
    );
    return true;
  });
});

test('a host whose key an authority signed', async () => {
  const hostKey = `${unsigned.folder}/host_ed25519`;
  sign('-h', '-n', '127.0.0.1', '-I', 'host', `${hostKey}.pub`);
  const signed = await startSshd([`HostKey ${hostKey}`, `HostCertificate ${hostKey}-cert.pub`]);
  const { port, identityFile } = signed;
  const known = `@cert-authority [127.0.0.1]:${port} ${publicKeyOf(authority)}`;
  const log: string[] = [];
  const target = { port, identityFile, knownHostsFile: bench.file(known) };
  const transport = await open(bench.target({ target }), undefined, log);
  assert.match(log.join('\n'), /names a certificate authority/);
  assert.equal((await runScript(transport, 'echo here', options())).stdout, 'here\n');
  await transport.dispose();
  await signed.stop();
});

test('a server with no algorithm that ssh2 knows', async () => {
  const strange = await startSshd(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
  const { port, knownHostsFile, identityFile } = strange;
  const log: string[] = [];
  const target = bench.target({ target: { port, knownHostsFile, identityFile } });
  const transport = await open(target, undefined, log);
  assert.match(log.join('\n'), /no algorithm that ssh2 knows/);
  await transport.dispose();
  await strange.stop();
});

test('ssh’s own questions reach the person, each once', async () => {
  const identityFile = sshd.makeKey('locked', { passphrase: 'open sesame' });
  const knownHostsFile = bench.file('');
  const target = {
    ...bench.target({ target: { identityFile, knownHostsFile } }),
    transport: 'system',
  } as const;
  const prompts = scriptedPrompts({
    trustNewHostKey: async () => true,
    passphrase: async ({ attempt }) => (attempt === 1 ? 'wrong' : 'open sesame'),
  });
  const transport = await open(target, prompts);
  assert.equal((await runScript(transport, 'echo here', options())).stdout, 'here\n');
  assert.equal((await runScript(transport, 'echo again', options())).stdout, 'again\n');
  assert.deepEqual(
    prompts.asked.map(({ kind }) => kind),
    ['trustNewHostKey', 'passphrase', 'passphrase'],
  );
  const [first, second] = prompts.asked.map(({ question }) => question as Record<string, unknown>);
  assert.match(String(first?.['host']), /127\.0\.0\.1/);
  assert.match(String(first?.['fingerprint']), /^SHA256:/);
  assert.equal(second?.['keyFile'], identityFile);
  assert.match(readFileSync(knownHostsFile, 'utf8'), /127\.0\.0\.1/);
  await transport.dispose();
});

test('what ssh refuses is told in a sentence', async () => {
  const system = { transport: 'system' } as const;
  const other = publicKeyOf(sshd.makeKey('other_host', { authorized: false }));
  const changed = bench.target({
    target: { ...system, knownHostsFile: bench.file(`[127.0.0.1]:${sshd.port} ${other}`) },
    config: 'StrictHostKeyChecking no',
  });
  await assert.rejects(open(changed), (error) => {
    isSentence(error, 'host-key-changed', /from SHA256:.* to SHA256:/);
    return true;
  });
  const unknown = bench.target({ target: { ...system, knownHostsFile: bench.file('') } });
  const no = scriptedPrompts({ trustNewHostKey: async () => false });
  await assert.rejects(open(unknown, no), (error) => {
    isSentence(error, 'host-key-refused', /127\.0\.0\.1/);
    return true;
  });
  const cancel = scriptedPrompts({ trustNewHostKey: async () => undefined });
  await assert.rejects(open(unknown, cancel), (error) => {
    isSentence(error, 'cancelled');
    return true;
  });
  const stranger = sshd.makeKey('stranger', { authorized: false });
  await assert.rejects(
    open(bench.target({ target: { ...system, identityFile: stranger } })),
    (error) => {
      isSentence(error, 'authentication-failed', /Permission denied/);
      return true;
    },
  );
});

test('what the configuration asks for people at terminals changes nothing, and nothing is left behind', async () => {
  const mark = bench.file('');
  const config = `ControlMaster auto
ControlPath ${sshd.folder}/shared
ControlPersist yes
StdinNull yes
ForkAfterAuthentication yes
SessionType none
RequestTTY force
RemoteCommand echo mine
PermitLocalCommand yes
LocalCommand echo local >> ${mark}
LocalForward ${sshd.folder}/forwarded 127.0.0.1:${sshd.port}
ForwardX11 yes
EscapeChar ~
`;
  const target = { ...bench.target({ config }), transport: 'system' } as const;
  const transport = await open(target);
  const input = Buffer.from('~.\nin\n');
  const { stdout, code } = await runScript(transport, 'cat; exit 7', { ...options(), input });
  assert.deepEqual([code, stdout], [7, '~.\nin\n']);
  assert.ok(!existsSync(join(sshd.folder, 'forwarded')));
  await transport.dispose();
  assert.equal(readFileSync(mark, 'utf8'), '');
  assert.ok(!existsSync(join(sshd.folder, 'shared')));
  assert.deepEqual(processesWith(target.configFile ?? ''), []);
});

/** Those whose command line has a word. */
function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      return false;
    }
  });
}

test('an ssh program that is named and is none is told, whatever is used to connect', async () => {
  for (const transport of ['auto', 'builtin', 'system'] as const) {
    const target = bench.target({ target: { transport, sshProgram: '~/no/such/ssh' } });
    await assert.rejects(open(target), (error) => {
      isSentence(error, 'bad-setting', /program ~\/no\/such\/ssh.* httpTrace.sshPath/);
      return true;
    });
  }
});

test('an ssh program is found below the home folder', async () => {
  const program = relative(homedir(), join(sshd.folder, 'own-ssh'));
  symlinkSync('/usr/bin/ssh', join(sshd.folder, 'own-ssh'));
  const transport = await open(
    bench.target({ target: { transport: 'system', sshProgram: `~/${program}` } }),
  );
  assert.equal((await runScript(transport, 'echo here', options())).stdout, 'here\n');
  await transport.dispose();
});

test('an address in brackets, which ssh would take for a name', async () => {
  const target = { destination: `${sshd.user}@[127.0.0.1]`, transport: 'system' } as const;
  const transport = await open(bench.target({ target }));
  assert.equal((await runScript(transport, 'echo here', options())).stdout, 'here\n');
  await transport.dispose();
});

test('where there is no ssh at all, the log says what that costs', async (context) => {
  const { PATH } = process.env;
  context.after(() => {
    process.env['PATH'] = PATH;
  });
  process.env['PATH'] = '/no/such/folder';
  const log: string[] = [];
  const transport = await open(bench.target(), undefined, log);
  assert.match(log.join('\n'), /There is no ssh program on this machine/);
  await transport.dispose();
});

test('a connection that is gone is told, and disposing ends what still runs', async () => {
  const transport = await open({ ...bench.target(), transport: 'system' });
  const running = await transport.exec('echo $PPID; cat');
  const pid = await new Promise<number>((resolve) => {
    running.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  const closed = new Promise<string>((resolve) => transport.onClose(resolve));
  process.kill(pid, 'SIGKILL');
  await closed;
  assert.equal((await running.exit).code, null);
  await assert.rejects(
    runScript(transport, 'echo', { ...options(), timeLimitMs: 10_000 }).then(({ stdout }) => {
      if (stdout === '') throw new Error('nothing ran');
    }),
  );
  await transport.dispose();
});
