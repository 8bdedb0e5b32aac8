import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tcpState } from '../../remote-agent/capture/events.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { placeFixture, runHalted } from './connections.ts';
import { LoaderOnHost, placeLoader } from './loader-on-host.ts';

/** What test/fixtures/flood.py did. */
interface Flood {
  readonly connections: number;
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
  const flood = await runHalted<Flood>(host, 'flood.py');
  const loader = new LoaderOnHost(host, 'fentry');
  await loader.ready();
  loader.stall();
  // The flood comes to its end although the loader's output is full.
  const { connections, moved } = await flood.goOn();
  assert.ok(connections > 400 && moved > 42e6);
  const status = await host.mustRun('cat /proc/$(pgrep -n http-trace-load)/status', {
    user: 'root',
  });
  const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
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
  assert.ok(accepted.length <= connections + 100 + 50);
});
