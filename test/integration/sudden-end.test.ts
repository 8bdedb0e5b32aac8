import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Cable, layCable } from '../../extension/core/testing/cable.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { placeFixture } from './connections.ts';
import { assertNothingLost, destination, TraceCommand } from './trace-command.ts';
import { asBefore, traces } from './trace-leftovers.ts';

/** Whoever is killed without a word: nothing stays attached and no process of the trace is left. */
describe('a trace that is torn apart', () => {
  let host: VmHost;
  let clean: string[];

  before(async () => {
    host = await startHost({ kernel: '6.12' });
    await placeFixture(host, 'until_gone.py');
    clean = await traces(host);
  });
  after(() => host.stop());

  /**
   * Does `act` on the host, as root, and returns after how many milliseconds on the host's own clock no process of the
   * trace was left; the kernel has freed its links by then.
   */
  async function goneAfter(act: string): Promise<number> {
    const input = Buffer.from(act);
    const said = await host.mustRun('python3 /root/until_gone.py', { user: 'root', input });
    const [ms, ...left] = said.trim().split('\n');
    assert.deepEqual(left, []);
    return Number(ms);
  }

  const victims: readonly [name: string, signal: string][] = [
    ['the agent', "pkill -KILL -f '[a]gent[.]cjs'"],
    ['the loader', 'kill -KILL $(pgrep -x http-trace-load | tail -n 1)'],
  ];
  for (const [name, kill] of victims) {
    test(`kill -9 of ${name}`, async (t) => {
      const command = new TraceCommand(destination(host.target));
      await command.ready();
      t.diagnostic(`nothing was left after ${await goneAfter(kill)} ms`);
      const { status, lines } = await command.result();
      assert.equal(status, 1);
      assert.equal(lines.at(-1)?.['code'], 'agent-failed');
      await asBefore(host, clean);
    });
  }

  /** A trace whose connection can be cut. */
  async function overCable(
    words: readonly string[],
    use: (command: TraceCommand, cable: Cable) => Promise<void>,
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'http-trace-cut-'));
    const cable = await layCable(host.target.port);
    try {
      const knownHostsFile = join(folder, 'known_hosts');
      const known = readFileSync(host.target.knownHostsFile, 'utf8');
      writeFileSync(knownHostsFile, known.replace(/\]:\d+/, `]:${cable.port}`));
      const target = destination({ ...host.target, port: cable.port, knownHostsFile });
      const command = new TraceCommand([...target, ...words]);
      await command.ready();
      await use(command, cable);
    } finally {
      await cable.close();
      await rm(folder, { recursive: true });
    }
  }

  test('the SSH connection is cut', async (t) => {
    await overCable([], async (command, cable) => {
      cable.cut();
      t.diagnostic(`nothing was left after ${await goneAfter('')} ms`);
      assert.equal((await command.result()).lines.at(-1)?.['code'], 'connection-lost');
      await asBefore(host, clean);
    });
  });

  test('what happens while the connection is cut is told once it is made again', async () => {
    await overCable(['--grace', '60'], async (command, cable) => {
      const load = host.mustRun(
        `for i in $(seq 60); do curl -s 127.0.0.1/cut-$i >/dev/null; sleep 0.05; done`,
      );
      for (const cut of [1, 2]) {
        await command.line(
          ({ type, request }) =>
            type === 'exchange' && JSON.stringify(request).includes(`/cut-${10 * cut}"`),
        );
        cable.refuse(true);
        cable.cut();
        await new Promise((resolve) => setTimeout(resolve, 3000));
        cable.refuse(false);
      }
      await load;
      command.child.kill('SIGINT');
      const result = await command.result();
      const { status, lines, progress } = result;
      assert.equal(status, 0, progress);
      assertNothingLost(result);
      const targets = lines.flatMap(({ type, request }) =>
        type === 'exchange' ? [(request as { target: string }).target] : [],
      );
      const expected = Array.from({ length: 60 }, (_, i) => `/cut-${i + 1}`);
      assert.deepEqual(
        targets.filter((target) => target.startsWith('/cut-')).sort(),
        expected.sort(),
      );
      await asBefore(host, clean);
    });
  });
});
