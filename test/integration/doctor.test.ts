import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../build/paths.ts';
import { type ProgramResult, runProgram } from '../../build/program.ts';
import type { CheckResult } from '../../remote-agent/protocol/check.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { nosudo } from '../vm/users.ts';
import { destination, TraceCommand, type TraceResult } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';

describe('the doctor', () => {
  let host: VmHost;
  let clean: string[];

  before(async () => {
    host = await startHost({ kernel: '6.12' });
    clean = await traces(host);
  });
  after(() => host.stop());

  function doctor(...words: readonly string[]): Promise<ProgramResult> {
    const program = join(root, 'extension/headless/doctor.ts');
    return runProgram(process.execPath, ['--import', 'tsx', program, ...words], { cwd: root });
  }

  /** A trace of one exchange. */
  async function traceExchange(words: readonly string[]): Promise<TraceResult> {
    const trace = new TraceCommand([...destination(host.target), ...words]);
    await trace.ready();
    await host.mustRun('curl -s http://127.0.0.1/small.json');
    await trace.line(({ type }) => type === 'exchange');
    trace.child.kill('SIGINT');
    const result = await trace.result();
    assert.equal(result.status, 0, result.progress);
    return result;
  }

  async function check(...words: readonly string[]): Promise<CheckResult> {
    const { status, stdout, stderr } = await doctor(...words, '--json');
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as CheckResult;
  }

  test('everything works, by sudo, and nothing of it is left', async () => {
    const found = await check(...destination(host.target));
    assert.equal(found.kernel, host.target.kernel);
    assert.equal(found.lockdown, 'none');
    assert.equal(found.privileges.loader, 'sudo');
    assert.deepEqual(
      found.parts.filter(({ works }) => !works),
      [],
    );
    const [hybrid] = found.designs;
    assert.equal(hybrid?.name, 'tracepoint');
    assert.deepEqual(
      hybrid?.attachments.map(({ attachment, works }) => [attachment, works]),
      [
        ['fentry', true],
        ['kprobe', true],
      ],
    );
    await asBefore(host, clean);
  });

  test('without any rights it says which are missing, in the kernel’s words too', async () => {
    const { status, stdout, stderr } = await doctor(...destination(host.target, nosudo.name));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /cannot be traced: Tracing on \S+ needs more rights than nosudo has/);
    assert.match(stdout, /tracepoint by fentry: \*\*does not work\*\*\n.*Operation not permitted/);
    assert.match(stdout, /## What to do\n\n- .*setcap/);
    await asBefore(host, clean);
  });

  test('a kernel that does not tell its types, with and without a file that does', async () => {
    const hide = 'cp /sys/kernel/btf/vmlinux /root/types && mount -t tmpfs none /sys/kernel/btf';
    await host.mustRun(`${hide} && chmod 755 /root`, { user: 'root' });
    try {
      const without = await check(...destination(host.target));
      assert.deepEqual(without.designs.map(({ name, works }) => [name, works]).slice(0, 1), [
        ['tracepoint', false],
      ]);
      assert.match(without.designs[0]?.reason ?? '', /BTF/);
      assert.match(without.designs[0]?.advice ?? '', /--btf/);

      const byPackets = await traceExchange([]);
      assert.equal(byPackets.lines[0]?.['design'], 'socket_filter');
      assert.match(byPackets.progress, /Not used: tracepoint by fentry \(.*BTF/);
      const byTypes = await traceExchange(['--btf', '/root/types', '--design', 'tracepoint']);
      assert.equal(byTypes.lines[0]?.['design'], 'tracepoint');

      const bad = [...destination(host.target), '--btf', '/etc/passwd'];
      const { lines } = await new TraceCommand(bad).result();
      assert.equal(lines[0]?.['code'], 'no-btf');
      assert.match(String(lines[0]?.['message']), /\/etc\/passwd holds no BTF of a kernel/);
    } finally {
      await host.mustRun('umount /sys/kernel/btf', { user: 'root' });
    }
    await asBefore(host, clean);
  });

  test('a host that cannot be checked, and a command line that makes no sense', async () => {
    const nowhere = await doctor('dev@host name', '--json');
    assert.equal(nowhere.status, 1);
    assert.equal(JSON.parse(nowhere.stdout).error.code, 'bad-destination');
    for (const words of [[], ['a', '--btf', 'relative'], ['a', '--nonsense']]) {
      assert.equal((await doctor(...words)).status, 2);
    }
  });
});
