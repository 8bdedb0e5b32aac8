import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { root } from '../../build/paths.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { placeFixture, runHalted } from './connections.ts';
import { checkLongBodies, type LongBodies } from './long-bodies.ts';
import { destination, type OutputLine, TraceCommand, type TraceResult } from './trace-command.ts';
import { traces } from './trace-leftovers.ts';

describe('the headless client', () => {
  let host: VmHost;
  let clean: string[];

  before(async () => {
    host = await startHost({ kernel: '6.12' });
    clean = await traces(host);
    await placeFixture(host, 'long_bodies.py');
  });
  after(() => host.stop());

  const targets = (lines: readonly OutputLine[]) =>
    lines
      .filter(({ type }) => type === 'exchange')
      .map(({ request }) => (request as { target: string }).target);

  /** Makes requests on one connection, and ends the trace once its close was told. */
  async function traced(words: readonly string[], paths: readonly string[]): Promise<TraceResult> {
    const command = new TraceCommand([...destination(host.target), ...words]);
    await command.ready();
    const urls = paths.map((path) => `http://127.0.0.1${path}`);
    await host.mustRun(`curl -s ${urls.join(' ')}`);
    await command.line(
      ({ event, process }) =>
        event === 'close' && (process as { name?: string } | null)?.name === 'curl',
    );
    command.child.kill('SIGINT');
    const result = await command.result();
    assert.equal(result.status, 0, result.progress);
    return result;
  }

  test('tells each exchange once; SIGINT ends it with status 0, once everything is detached', async () => {
    const { lines } = await traced([], ['/small.json', '/missing']);
    assert.deepEqual(targets(lines).sort(), ['/missing', '/small.json']);
    assert.deepEqual(Object.keys(lines[0] ?? {}), ['type', 'design', 'kernel', 'agentVersion']);
    assert.equal(lines[0]?.['kernel'], host.target.kernel);
    assert.deepEqual(await traces(host), clean);
  });

  test('prints only what the filter lets through', async () => {
    const filter = ['--filter', 'status-code:4xx -path:/other'];
    const { lines } = await traced(filter, ['/small.json', '/missing', '/other']);
    assert.deepEqual(targets(lines), ['/missing']);
  });

  test('ends after its duration', async () => {
    const command = new TraceCommand([...destination(host.target), '--duration', '1.5']);
    await command.ready();
    const start = performance.now();
    const { status, progress } = await command.result();
    assert.equal(status, 0, progress);
    assert.ok(performance.now() - start >= 1400);
  });

  test('SIGTERM ends it with status 0, once everything is detached', async () => {
    const command = new TraceCommand(destination(host.target));
    await command.ready();
    await host.mustRun('curl -s http://127.0.0.1/last');
    await command.line(({ type }) => type === 'exchange');
    command.child.kill('SIGTERM');
    const { status, progress } = await command.result();
    assert.equal(status, 0, progress);
    assert.deepEqual(await traces(host), clean);
  });

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

  for (const [limit, huge] of [
    [65_536, 100_000_000],
    [0, 1_000_000],
    ['unlimited', 1_000_000],
  ] as const) {
    test(`long bodies with a limit of ${limit}: what is cut says so, and what follows is whole`, async () => {
      const program = await runHalted<LongBodies>(host, 'long_bodies.py', [huge]);
      const words = [...destination(host.target), '--capture-limit', String(limit)];
      await checkLongBodies(program, new TraceCommand(words), limit);
    });
  }

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
