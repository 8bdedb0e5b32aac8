import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { root } from '../../build/paths.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { destination, type OutputLine, TraceCommand } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';

describe('the headless client', () => {
  let host: VmHost;
  let clean: string[];

  before(async () => {
    host = await startHost({ kernel: '6.12' });
    clean = await traces(host);
  });
  after(() => host.stop());

  const targets = (lines: readonly OutputLine[]) =>
    lines
      .filter(({ type }) => type === 'exchange')
      .map(({ request }) => (request as { target: string }).target);

  test('tells what it was asked for, and ends after its duration', async () => {
    const command = new TraceCommand([...destination(host.target), '--duration', '5']);
    const ready = await command.ready();
    assert.deepEqual(Object.keys(ready), ['type', 'design', 'kernel', 'agentVersion']);
    assert.equal(ready['kernel'], host.target.kernel);
    await host.mustRun('curl -s http://127.0.0.1/small.json http://127.0.0.1/missing');
    const { status, lines, progress } = await command.result();
    assert.equal(status, 0, progress);
    assert.deepEqual(targets(lines), ['/small.json', '/missing']);
    assert.ok(lines.some(({ type }) => type === 'connection'));
    await asBefore(host, clean);
  });

  test('prints only what the filter lets through', async () => {
    const words = [...destination(host.target), '--filter', 'status-code:4xx -path:/other'];
    const command = new TraceCommand([...words, '--duration', '5']);
    await command.ready();
    await host.mustRun(
      'curl -s http://127.0.0.1/small.json http://127.0.0.1/missing http://127.0.0.1/other',
    );
    assert.deepEqual(targets((await command.result()).lines), ['/missing']);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal} ends it with status 0, once everything is detached`, async () => {
      const command = new TraceCommand(destination(host.target));
      await command.ready();
      await host.mustRun(`curl -s http://127.0.0.1/${signal}`);
      await command.line(({ type }) => type === 'exchange');
      command.child.kill(signal);
      const { status, progress } = await command.result();
      assert.equal(status, 0, progress);
      assert.deepEqual(await traces(host), clean);
    });
  }

  test('a signal while it starts ends it, and leaves nothing', async () => {
    const command = new TraceCommand(destination(host.target));
    await command.says('Starting the trace');
    command.child.kill('SIGINT');
    const { status, lines } = await command.result();
    assert.equal(status, 130);
    assert.deepEqual(lines, []);
    assert.deepEqual(await traces(host), clean);
  });

  test('a reader that goes away ends it in order', async () => {
    const words = ['run', '-s', 'trace', '--', ...destination(host.target), '--duration', '60'];
    const child = spawn('npm', words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = once(child, 'exit');
    child.stderr.resume();
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await host.mustRun('curl -s http://127.0.0.1/a http://127.0.0.1/b');
    assert.deepEqual(await exited, [0, null]);
    assert.deepEqual(await traces(host), clean);
  });

  test('a command line that makes no sense', async () => {
    for (const [words, part] of [
      [[], /DEST is missing/],
      [['a', 'b'], /one DEST/],
      [['a', '--port', '70000'], /--port is a number from 1 to 65535/],
      [['a', '--design', 'magic'], /--design is one of/],
      [['a', '--filter', 'status-code:x'], /not a status/],
      [['a', '--nonsense'], /nonsense/],
    ] as const) {
      const { status, lines, progress } = await new TraceCommand(words).result();
      assert.equal(status, 2, progress);
      assert.match(progress, part);
      assert.deepEqual(lines, []);
    }
    const bad = await new TraceCommand(['-oProxyCommand=x']).result();
    assert.notEqual(bad.status, 0);
    const blank = await new TraceCommand(['dev@host name']).result();
    assert.equal(blank.status, 1);
    assert.equal(blank.lines[0]?.['code'], 'bad-destination');
  });
});
