import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventFlag, tcpState } from '../../remote-agent/capture/events.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { type Attachment, LoaderOnHost, placeLoader } from './loader-on-host.ts';

// This kernel preempts programs wherever they are, and leaves them out for other tasks meanwhile: without the
// loader's spares one transfer of seventy is missing here.
let host: VmHost;
before(async () => {
  host = await startHost({ kernel: 'newest' });
  await placeLoader(host);
});
after(() => host.stop());

for (const attachment of ['fentry', 'tp_btf'] as const)
  test(`every byte of more clients than processors is told, once, by ${attachment}`, () =>
    checkEveryByte(attachment));

async function checkEveryByte(attachment: Attachment): Promise<void> {
  const loader = new LoaderOnHost(host, attachment);
  await loader.ready();
  const client = 'wrk -t1 -c8 -d8s http://127.0.0.1/';
  const clients = `for number in 1 2 3 4; do ${client} & done; wait; sleep 1`;
  const words = await host.mustRun(clients);
  const { data, sockets, losses } = await loader.stop();

  const made = requestsOf(words);
  const opened = sockets.filter(
    ({ newState, tuple }) =>
      newState === tcpState.established && [tuple.local.port, tuple.remote.port].includes(80),
  );
  const ours = new Set(opened.map(({ connection }) => connection));
  const told = new Map<string, number>();
  for (const { connection, flags, position, moved } of data) {
    if (!ours.has(connection)) continue;
    const stream = `${connection} ${flags & eventFlag.FLAG_SEND ? 'sent' : 'received'}`;
    assert.equal(position, told.get(stream) ?? 0, stream);
    told.set(stream, position + moved);
  }
  // A server that sends while its client goes away is closed by the reset before the send returns.
  const closed = sockets.filter(
    ({ connection, newState, error }) =>
      newState === tcpState.close && error === 0 && told.has(`${connection} sent`),
  );
  assert.ok(closed.length >= 32, `${closed.length} connections`);
  for (const { connection, sent, read } of closed) {
    assert.equal(told.get(`${connection} sent`) ?? 0, sent);
    assert.equal(told.get(`${connection} received`) ?? 0, read);
  }
  assert.ok(made > 1000 && data.length >= 4 * made, `${data.length} transfers, ${made} requests`);
  assert.deepEqual(
    losses.filter(({ bytes }) => bytes > 0),
    [],
  );
}

/** What the four clients say they did. */
function requestsOf(words: string): number {
  const counts = [...words.matchAll(/(\d+) requests in/g)].map(([, count]) => Number(count));
  assert.equal(counts.length, 4);
  return counts.reduce((sum, count) => sum + count, 0);
}
