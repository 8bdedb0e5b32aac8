import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../build/paths.ts';
import { mustRun } from '../../build/program.ts';
import { artefactsIn } from '../../extension/core/deploy/artefacts.ts';
import { layCable } from '../../extension/core/testing/cable.ts';
import { scriptedPrompts } from '../../extension/core/testing/scripted-prompts.ts';
import { start } from '../../extension/core/testing/session-bench.ts';
import { freePort } from '../../extension/core/testing/sshd.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { full, noexec, nonode, nosudo, pwsudo } from '../vm/users.ts';
import { destination, TraceCommand } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';

/** Each ends in one clear sentence, a status that is not 0, and leaves nothing running. */
describe('what cannot be traced', () => {
  let host: VmHost;
  let folder: string;
  let clean: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'http-trace-refusals-'));
    host = await startHost({ kernel: '6.12' });
    clean = await traces(host);
  });
  after(async () => {
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function refused(words: readonly string[], code: string, ...parts: RegExp[]) {
    const { status, lines, progress } = await new TraceCommand(words).result();
    assert.equal(status, 1, progress);
    const errors = lines.filter(({ type }) => type === 'error');
    assert.equal(errors.length, 1, progress);
    assert.equal(errors[0]?.['code'], code, progress);
    const message = String(errors[0]?.['message']);
    for (const part of [/127\.0\.0\.1/, ...parts]) assert.match(message, part);
    assert.doesNotMatch(message, /\n|\tat | at \S+:\d+:\d+/);
    assert.ok(progress.trimEnd().endsWith(message), 'the last line on stderr says it');
    assert.ok(!lines.some(({ type }) => type === 'ready'));
  }

  test('nobody listens', async () => {
    const words = destination({ ...host.target, port: await freePort() });
    await refused(words, 'unreachable', /refused the connection/);
  });

  test('nobody answers', async () => {
    const cable = await layCable(host.target.port);
    cable.silenceNew();
    const config = join(folder, 'impatient');
    writeFileSync(config, 'ConnectTimeout 2\n');
    const words = destination({ ...host.target, port: cable.port });
    await refused([...words, '--ssh-config', config], 'unreachable', /did not answer within 2 s/);
    await cable.close();
  });

  test('a key that is not let in', async () => {
    const identityFile = join(folder, 'stranger');
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', identityFile]);
    const words = destination({ ...host.target, identityFile });
    await refused(words, 'authentication-failed', /stranger/, /authorized_keys/);
  });

  test('a host key that is not known, or another one', async () => {
    const knownHostsFile = join(folder, 'empty');
    writeFileSync(knownHostsFile, '');
    const unknown = destination({ ...host.target, knownHostsFile });
    await refused(unknown, 'host-key-refused', /SHA256:/, /--known-hosts/);
    assert.equal(readFileSync(knownHostsFile, 'utf8'), '');

    const other = join(folder, 'other');
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
    const key = readFileSync(`${other}.pub`, 'utf8');
    const changed = join(folder, 'changed');
    writeFileSync(changed, `[127.0.0.1]:${host.target.port} ${key}`);
    const words = destination({ ...host.target, knownHostsFile: changed });
    await refused(words, 'host-key-changed', /SHA256:.*SHA256:/);
  });

  test('no sudo, or sudo with a password', async () => {
    for (const { name } of [nosudo, pwsudo]) {
      await refused(destination(host.target, name), 'no-privilege', /sudo/);
    }
    await asBefore(host, clean);
  });

  test('sudo with a password: a wrong one, then the right one', async () => {
    const { host: name, port, identityFile, knownHostsFile } = host.target;
    const prompts = scriptedPrompts({
      sudoPassword: async ({ attempt }) => (attempt === 1 ? 'wrong' : pwsudo.password),
    });
    const session = await start({
      target: { destination: `${pwsudo.name}@${name}`, port, identityFile, knownHostsFile },
      artefacts: artefactsIn(join(root, 'dist/agent')),
      prompts,
    });
    await session.stop();
    assert.equal(prompts.asked.length, 2);
    await asBefore(host, clean);
  });

  test('no Node', async () => {
    await refused(destination(host.target, nonode.name), 'no-node', /Node\.js 18/);
  });

  test('no room and no right to run programs, anywhere', async () => {
    const folders = '/var/tmp /tmp /dev/shm';
    const mount = (options: string) =>
      host.mustRun(`for f in ${folders}; do mount -t tmpfs -o ${options} none $f; done`, {
        user: 'root',
      });
    const unmount = () => host.mustRun(`umount ${folders}`, { user: 'root' });
    await mount('size=64k,mode=1777');
    await refused(destination(host.target, full.name), 'no-room', /No space left on device/, /MiB/);
    await unmount();
    await mount('noexec,mode=1777');
    await refused(
      destination(host.target, noexec.name),
      'deployment-failed',
      /no folder from which programs can be run/,
      /\/dev\/shm/,
    );
    await unmount();
    await asBefore(host, clean);
  });

  test('no room, or no right to run programs, in the home folder only: another folder is used', async () => {
    for (const { name } of [full, noexec]) {
      const command = new TraceCommand([...destination(host.target, name), '--duration', '1']);
      const { status, progress } = await command.result();
      assert.equal(status, 0, progress);
      assert.match(progress, new RegExp(`Not used: /home/${name}/`));
      await asBefore(host, clean);
    }
  });

  test('a connection that is cut in the middle', async () => {
    const cable = await layCable(host.target.port);
    const knownHostsFile = join(folder, 'cable');
    const known = readFileSync(host.target.knownHostsFile, 'utf8');
    writeFileSync(knownHostsFile, known.replace(/\]:\d+/, `]:${cable.port}`));
    const words = destination({ ...host.target, port: cable.port, knownHostsFile });
    // In the home folder, and in a folder that has to be removed without us.
    for (const user of [host.target.user, noexec.name]) {
      const command = new TraceCommand([...words, `${user}@127.0.0.1`].slice(1));
      await command.ready();
      cable.cut();
      const { status, lines, progress } = await command.result();
      assert.equal(status, 1, progress);
      assert.equal(lines.at(-1)?.['code'], 'connection-lost');
      await asBefore(host, clean);
    }
    await cable.close();
  });

  test('a kernel without BTF', async () => {
    // The file is what agent and loader look at; a kernel without it cannot be had.
    await host.mustRun('mount -t tmpfs none /sys/kernel/btf', { user: 'root' });
    const words = [...destination(host.target), '--design', 'tracepoint'];
    await refused(words, 'no-btf', /BTF/);
    await host.mustRun('umount /sys/kernel/btf', { user: 'root' });
    await asBefore(host, clean);
  });
});
