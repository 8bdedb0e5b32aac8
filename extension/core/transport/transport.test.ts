import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { SessionError } from '../session/session.ts';
import { layCable } from '../testing/cable.ts';
import { SshBench } from '../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { LocalTransport } from './local.ts';
import { runScript } from './run.ts';
import { SshTransport } from './ssh.ts';
import type { Transport } from './transport.ts';

let sshd: TestSshd;
let bench: SshBench;

before(async () => {
  sshd = await startSshd(['ClientAliveInterval 60']);
  bench = new SshBench(sshd);
});
after(() => sshd.stop());

const options = () => ({ timeLimitMs: 60_000, signal: AbortSignal.timeout(60_000) });

const transports: Record<string, () => Promise<Transport>> = {
  ssh: async () => new SshTransport(await bench.connect(), 'test-host'),
  local: async () => new LocalTransport(),
};

for (const [name, open] of Object.entries(transports)) {
  test(`${name}: output, errors, status and input of a script`, async () => {
    const transport = await open();
    const script = 'echo out; echo err >&2; cat; exit 3';
    const result = await runScript(transport, script, { ...options(), input: Buffer.from('in') });
    assert.equal(result.stdout, 'out\nin');
    assert.equal(result.stderr, 'err\n');
    assert.equal(result.code, 3);
    await transport.dispose();
  });

  test(`${name}: eight megabytes in, and their checksum back`, async () => {
    const transport = await open();
    const input = randomBytes(8 << 20);
    const { stdout } = await runScript(transport, 'sha256sum', { ...options(), input });
    assert.equal(stdout.split(' ')[0], createHash('sha256').update(input).digest('hex'));
    await transport.dispose();
  });

  test(`${name}: what is collected of an output is bounded`, async () => {
    const transport = await open();
    const script = 'head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2';
    const { stdout, stderr, code } = await runScript(transport, script, options());
    assert.equal(code, 0);
    assert.equal(stdout.length, 1 << 20);
    assert.equal(stderr.length, 1 << 20);
    await transport.dispose();
  });

  test(`${name}: several scripts at once`, async () => {
    const transport = await open();
    const numbers = [1, 2, 3, 4, 5];
    const results = await Promise.all(
      numbers.map((n) => runScript(transport, `sleep 0.1; echo ${n}`, options())),
    );
    assert.deepEqual(
      results.map(({ stdout }) => Number(stdout)),
      numbers,
    );
    await transport.dispose();
  });

  test(`${name}: a script that does not end in time is given up`, async () => {
    const transport = await open();
    const slow = runScript(transport, 'sleep 30', { ...options(), timeLimitMs: 200 });
    await assert.rejects(slow, /did not finish a command within 0.2 s/);
    const abort = new AbortController();
    const cancelled = runScript(transport, 'sleep 30', { ...options(), signal: abort.signal });
    abort.abort();
    await assert.rejects(cancelled, { name: 'AbortError' });
    await transport.dispose();
  });

  test(`${name}: disposing ends what reads its input`, async () => {
    const transport = await open();
    const process = await transport.exec('echo $$; cat');
    const pid = await new Promise<number>((resolve) => {
      process.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    });
    await transport.dispose();
    await process.exit;
    await untilGone(pid);
  });
}

test('what the login shell prints before is held back', async (context) => {
  const noisy = await startSshd([
    `ForceCommand printf 'Welcome!\\n%s' "$BANNER"; eval "$SSH_ORIGINAL_COMMAND"`,
  ]);
  context.after(() => noisy.stop());
  const { port, knownHostsFile, identityFile } = noisy;
  const connection = await bench.connect({ target: { port, knownHostsFile, identityFile } });
  const transport = new SshTransport(connection, 'noisy');
  const result = await runScript(transport, 'echo mine', options());
  assert.equal(result.stdout, 'mine\n');
  assert.equal(result.preamble, 'Welcome!');
  await transport.dispose();
});

test('a login shell that prints ten megabytes before, escapes among them', async (context) => {
  const flood = `yes 'Welcome \x1b]0;owned\x07' | head -c 10000000; echo; eval "$SSH_ORIGINAL_COMMAND"`;
  const noisy = await startSshd([`ForceCommand ${flood}`]);
  context.after(() => noisy.stop());
  const { port, knownHostsFile, identityFile } = noisy;
  const connection = await bench.connect({ target: { port, knownHostsFile, identityFile } });
  const transport = new SshTransport(connection, 'noisy');
  const result = await runScript(transport, 'echo mine', options());
  assert.equal(result.stdout, 'mine\n');
  assert.match(result.preamble, /^Welcome Welcome/);
  assert.ok(result.preamble.length < 5000);
  assert.doesNotMatch(result.preamble, /owned|\p{Cc}/u);
  await transport.dispose();
});

test('a login shell that runs nothing', async (context) => {
  const closed = await startSshd(['ForceCommand echo "This account is not available."; exit 1']);
  context.after(() => closed.stop());
  const { port, knownHostsFile, identityFile } = closed;
  const connection = await bench.connect({ target: { port, knownHostsFile, identityFile } });
  const transport = new SshTransport(connection, 'closed');
  const result = await runScript(transport, 'echo mine', options());
  assert.equal(result.stdout, '');
  assert.equal(result.code, 1);
  assert.equal(result.preamble, 'This account is not available.');
  await transport.dispose();
});

test('a server that allows no session', async (context) => {
  const closed = await startSshd(['MaxSessions 0']);
  context.after(() => closed.stop());
  const { port, knownHostsFile, identityFile } = closed;
  const connection = await bench.connect({ target: { port, knownHostsFile, identityFile } });
  const transport = new SshTransport(connection, 'closed-host');
  await assert.rejects(runScript(transport, 'echo', options()), (error) => {
    assert.ok(error instanceof SessionError);
    assert.match(error.message, /closed-host would not run a command/);
    return true;
  });
  await transport.dispose();
});

test('a connection that is cut closes the transport and ends its processes', async () => {
  const cable = await layCable(sshd.port);
  const connection = await bench.connect({
    target: { port: cable.port, knownHostsFile: bench.file(knownAt(cable.port)) },
  });
  const transport = new SshTransport(connection, 'cut-host');
  const closed = new Promise((resolve) => transport.onClose(resolve));
  const running = runScript(transport, 'sleep 30', options());
  await new Promise((resolve) => setTimeout(resolve, 200));
  cable.cut();
  await assert.rejects(running, /cut-host was lost while a command ran there/);
  await closed;
  await assert.rejects(transport.exec('echo'), /cut-host would not run a command/);
  await transport.dispose();
  await cable.close();
});

test('a connection that falls silent is closed after four intervals', async () => {
  const cable = await layCable(sshd.port);
  const target = { port: cable.port, knownHostsFile: bench.file(knownAt(cable.port)) };
  const connection = await bench.connect({ target, settings: { keepaliveIntervalMs: 250 } });
  const transport = new SshTransport(connection, 'silent-host');
  const closed = new Promise<string>((resolve) => transport.onClose(resolve));
  cable.silence();
  assert.equal(await closed, 'nothing came from it for 1 s');
  await transport.dispose();
  await cable.close();
});

test('an upload over a slow link, behind which keep-alives wait, is not taken for a cut', async (t) => {
  const cable = await layCable(sshd.port, 0, 500_000);
  t.after(() => cable.close());
  const target = { port: cable.port, knownHostsFile: bench.file(knownAt(cable.port)) };
  const connection = await bench.connect({ target, settings: { keepaliveIntervalMs: 500 } });
  const transport = new SshTransport(connection, 'slow-host');
  const input = randomBytes(2_000_000);
  const { stdout } = await runScript(transport, 'wc -c', { ...options(), input });
  assert.equal(stdout.trim(), '2000000');
  await transport.dispose();
});

test('disposing does not wait for a silent host', async () => {
  const cable = await layCable(sshd.port);
  const target = { port: cable.port, knownHostsFile: bench.file(knownAt(cable.port)) };
  const transport = new SshTransport(await bench.connect({ target }), 'silent-host');
  cable.silence();
  const start = performance.now();
  await transport.dispose();
  assert.ok(performance.now() - start < 5_000);
  await cable.close();
});

function knownAt(port: number): string {
  const keys = Object.values(sshd.publicHostKeys);
  return keys.map((key) => `[127.0.0.1]:${port} ${key}`).join('');
}

async function untilGone(pid: number): Promise<void> {
  for (let i = 0; i < 250; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`process ${pid} still runs`);
}
