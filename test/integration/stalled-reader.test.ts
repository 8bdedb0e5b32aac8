import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tcpState } from '../../remote-agent/capture/events.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { placeFixture, runHalted } from './connections.ts';
import { LoaderOnHost, placeLoader } from './loader-on-host.ts';
import { destination, type OutputLine, TraceCommand } from './trace-command.ts';

/** What test/fixtures/flood.py did. */
interface Flood {
  readonly port: number;
  readonly moved: number;
  readonly seconds: number;
}

const LOSS_RING_BUFFER_FULL = 0;

let host: VmHost;
before(async () => {
  host = await startHost({ kernel: '6.12' });
  await placeLoader(host);
  await placeFixture(host, 'flood.py');
});
after(() => host.stop());

test('a flood that nobody reads: what is dropped is counted, memory is bounded, nobody waits', async () => {
  const [connections, halfOpen, exchanges] = [3000, 100, 700];
  const flood = await runHalted<Flood>(host, 'flood.py', [connections, halfOpen, exchanges]);
  const loader = new LoaderOnHost(host, 'fentry');
  await loader.ready();
  loader.stall();
  // The flood comes to its end although the loader's output is full.
  const { moved, port } = await flood.goOn();
  assert.ok(moved > 42e6);
  const resident = await mostHeldBy('http-trace-load');
  // The ring buffer of 16 MiB is mapped twice, and 64 MiB may wait for the reader; all else is small.
  assert.ok(resident > 64 * 1024 && resident < 112 * 1024, `${resident} kB`);
  loader.goOn();
  await loader.silent(3000);
  const { sockets, data, losses } = await loader.stop();
  assert.ok(losses.every(({ reason }) => reason === LOSS_RING_BUFFER_FULL));
  const lost = losses.reduce((sum, { bytes }) => sum + bytes, 0);
  const told = data.reduce((sum, event) => sum + event.moved, 0);
  assert.ok(lost > 0 && told > 0);
  // Each byte of the answers was sent and received: it was told or counted. The one who dies adds to it.
  assert.ok(lost + told >= 2 * moved, `${lost} + ${told} of ${2 * moved}`);
  const accepted = sockets.filter(
    ({ oldState, newState }) =>
      oldState === tcpState.synReceived && newState === tcpState.established,
  );
  assert.ok(accepted.length <= connections + halfOpen + 50);
  // The program has ended meanwhile. What is told to be open is told to be over as well.
  const established = sockets.filter(
    ({ newState, tuple: { local, remote } }) =>
      newState === tcpState.established && [local.port, remote.port].includes(port),
  );
  const over = sockets.filter(({ newState }) => newState === tcpState.close);
  const ended = new Set(over.map(({ connection }) => connection));
  const open = established.filter(({ connection }) => !ended.has(connection));
  assert.ok(established.length > connections, `${established.length}`);
  assert.equal(open.length, 0);
});

// Their thousands of lines take minutes in emulation: `npm run matrix`.
if (process.env['HTTP_TRACE_MATRIX'] === 'complete') {
  test('10,000 connections and 5,000 that nobody accepts: each is told or counted, memory is bounded', async () => {
    const [connections, halfOpen, exchanges] = [10_000, 5000, 200];
    const flood = await runHalted<Flood>(host, 'flood.py', [connections, halfOpen, exchanges]);
    const command = new TraceCommand(destination(host.target));
    await command.ready();
    const { port } = await flood.goOn();
    const [loader, agent] = [await mostHeldBy('http-trace-load'), await mostHeldBy('node')];
    assert.ok(loader < 112 * 1024 && agent < 400 * 1024, `${loader} kB, ${agent} kB`);
    command.child.kill('SIGINT');
    const { lines, status, progress } = await command.result();
    assert.equal(status, 0, progress);
    const count = (accept: (line: OutputLine) => boolean) => lines.filter(accept).length;
    const lost = lines.reduce(
      (sum, { type, events }) => sum + (type === 'loss' ? Number(events) : 0),
      0,
    );
    const opened = count((line) => line['event'] === 'connect' && portOf(line, 'remote') === port);
    const accepted = count((line) => line['event'] === 'accept' && portOf(line, 'local') === port);
    assert.ok(opened + lost >= connections + halfOpen, `${opened} opened, ${lost} lost`);
    assert.ok(accepted + lost >= connections, `${accepted} accepted, ${lost} lost`);
    const told = count(({ type }) => type === 'exchange');
    assert.ok(told + lost >= exchanges, `${told} exchanges, ${lost} lost`);
  });
}

function portOf(line: OutputLine, end: 'local' | 'remote'): number | undefined {
  return (line[end] as { readonly port: number } | null)?.port;
}

/** The most memory that the newest process of this name has held, in kB. */
async function mostHeldBy(name: string): Promise<number> {
  const status = await host.mustRun(`cat /proc/$(pgrep -n ${name})/status`, { user: 'root' });
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
}
