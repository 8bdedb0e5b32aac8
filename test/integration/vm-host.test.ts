import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { mustRun, runProgram } from '../../build/program.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { isRunning } from '../vm/process-identity.ts';
import { type HostDescription, readRecord } from '../vm/run-folder.ts';
import { runOnSerial } from '../vm/serial-run.ts';
import { guestUsers, pwsudo } from '../vm/users.ts';

describe('a test host with kernel 6.12', () => {
  let host: VmHost;
  before(async () => {
    host = await startHost({ kernel: '6.12' });
  });
  after(() => host.stop());

  test('runs the kernel it says', async () => {
    assert.match(host.target.kernel, /^6\.12\./);
    assert.equal((await host.mustRun('uname -r')).trim(), host.target.kernel);
  });

  test('has BTF, the tracing file systems, and its kernel’s modules and configuration', async () => {
    await host.mustRun('test -r /sys/kernel/btf/vmlinux');
    await host.mustRun('sudo test -e /sys/kernel/tracing/events/sock/inet_sock_set_state/id');
    await host.mustRun('grep -q CONFIG_DEBUG_INFO_BTF=y /boot/config-$(uname -r)');
    await host.mustRun('sudo modprobe sch_netem');
    await host.mustRun('sudo bpftool prog');
  });

  test('its clock is right', async () => {
    const earliest = Date.now() / 1000;
    const guest = Number(await host.mustRun('date +%s.%N'));
    const latest = Date.now() / 1000;
    const said = `${earliest} < ${guest} < ${latest}`;
    assert.ok(guest > earliest - 0.25 && guest < latest + 0.25, said);
  });

  for (const user of guestUsers) {
    test(`${user.name} has what it should have`, async () => {
      const status = async (command: string) =>
        (await host.run(command, { user: user.name })).status;
      assert.equal((await status('sudo -n true')) === 0, user.sudo === 'without-password');
      assert.equal((await status('node -v')) === 0, user.node);
      assert.equal((await status('bash -lc "node -v"')) === 0, user.node);
      assert.equal((await status('/opt/node/bin/node -v')) === 0, user.node);
      const room = 'head -c 100000 /dev/zero >~/file && rm ~/file';
      assert.equal((await status(room)) === 0, user.home !== 'full');
      if (user.home === 'full') return;
      const executable = 'cp /bin/true ~/program && ~/program';
      assert.equal((await status(executable)) === 0, user.home !== 'noexec');
    });
  }

  test('sudo takes the password of the user who needs one', async () => {
    const input = `${pwsudo.password}\n`;
    const asked = await host.run('sudo -S -p "" id -u', { user: pwsudo.name, input });
    assert.equal(asked.stdout.trim(), '0');
  });

  test('root logs in with the key', async () => {
    assert.equal(await host.mustRun('id -u', { user: 'root' }), '0\n');
  });

  test('nginx answers over IPv4 and IPv6', async () => {
    for (const address of ['127.0.0.1', '[::1]']) {
      assert.equal(await host.mustRun(`curl -gsf http://${address}/small.json`), '{"ok":true}');
      const size = `curl -gsf http://${address}/64k.txt | wc -c; curl -gsf http://${address}/10m.txt | wc -c`;
      assert.equal(await host.mustRun(size), '65536\n10485760\n');
    }
  });

  test('Python and Node run', async () => {
    assert.equal(await host.mustRun('python3 -c "print(6 * 7)"'), '42\n');
    assert.equal(await host.mustRun('node -e "console.log(6 * 7)"'), '42\n');
  });

  test('passes on input and exit status', async () => {
    const result = await host.run('cat; echo no >&2; exit 7', { input: 'in' });
    assert.deepEqual(result, { status: 7, stdout: 'in', stderr: 'no\n' });
  });
});

describe('npm run -s vm', () => {
  const vm = (...args: string[]) =>
    runProgram('npm', ['run', '-s', 'vm', '--', ...args], { timeoutMs: 400_000 });

  test('up, list, ssh and down, with words appended to the kernel’s command line', async () => {
    const up = await vm('up', '--kernel', '6.1', '--cmdline', 'lockdown=confidentiality');
    assert.equal(up.status, 0, up.stderr);
    assert.equal(up.stdout.split('\n').length, 2, 'one line on standard output');
    const host = JSON.parse(up.stdout) as HostDescription;
    const keys = ['id', 'host', 'port', 'user', 'identityFile', 'knownHostsFile', 'kernel'];
    assert.deepEqual(Object.keys(host), keys);
    assert.match(host.kernel, /^6\.1\./);
    const qemu = readRecord(host.id)?.qemu;
    assert.ok(qemu);
    try {
      const listed = (await vm('list')).stdout.trim().split('\n');
      assert.ok(listed.some((line) => (JSON.parse(line) as HostDescription).id === host.id));

      const lockdown = await vm('ssh', host.id, '--', 'sudo cat /sys/kernel/security/lockdown');
      assert.equal(lockdown.stdout, 'none integrity [confidentiality]\n');
      assert.equal((await vm('ssh', host.id, '--', 'exit', '9')).status, 9);
    } finally {
      const down = await vm('down', host.id);
      assert.equal(down.status, 0, down.stderr);
    }
    assert.ok(!isRunning(qemu));
    assert.ok(!existsSync(dirname(host.knownHostsFile)));
  });

  test('what it cannot do ends with one sentence and a status', async () => {
    const unknown = await vm('down', 'nobody');
    assert.equal(unknown.status, 1);
    assert.equal(unknown.stderr, 'No test host is called nobody; "list" tells those that run.\n');
    const kernel = await vm('up', '--kernel', '2.4');
    assert.equal(kernel.status, 2);
    assert.match(kernel.stderr, /^There is no kernel 2\.4; one of: 5\.10, /);
  });
});

test('a host that belongs to a process ends with it', async () => {
  const program = `
    import { startHost } from './test/vm/host.ts';
    const host = await startHost({ kernel: '6.12' });
    console.log(host.target.id);
    setInterval(() => {}, 1000);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [id] = (await once(owner.stdout, 'data')) as [Buffer];
  const qemu = readRecord(id.toString().trim())?.qemu;
  assert.ok(qemu && isRunning(qemu));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  for (let i = 0; i < 100 && isRunning(qemu); i++) await new Promise((r) => setTimeout(r, 50));
  assert.ok(!isRunning(qemu));
  const listed = await mustRun(process.execPath, ['--import', 'tsx', 'test/vm/cli.ts', 'list']);
  assert.ok(!listed.includes(id.toString().trim()), 'and is forgotten');
});

test('a script on the serial console: files, output and exit status', async () => {
  const { output, status } = await runOnSerial({
    files: [
      { path: '/opt/test/greet', content: '#!/bin/sh\necho "hello $1"\n', mode: 0o755 },
      { path: '/opt/test/users.ts', localFile: 'test/vm/users.ts' },
    ],
    script: `
      /opt/test/greet world
      grep -c nosudo /opt/test/users.ts >&2
      curl -s http://127.0.0.1/small.json; echo
      stat -c %a /opt
      exit 3`,
  });
  const [greeting, count, ...rest] = output.trim().split('\n');
  assert.equal(greeting, 'hello world');
  assert.ok(Number(count) >= 1);
  assert.deepEqual(rest, ['{"ok":true}', '755']);
  assert.equal(status, 3);
});
