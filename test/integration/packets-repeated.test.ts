import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { startHost } from '../vm/host.ts';
import { assertNothingLost, destination, TraceCommand } from './trace-command.ts';

/** Within the limit for one message, and beyond it if each byte counted twice. */
const length = 60_000;

test('packets that come twice do not use up what is copied of a message', async (t) => {
  const host = await startHost({ kernel: '6.12' });
  t.after(() => host.stop());
  const serve = 'python3 -m http.server 8000 --bind 127.0.0.1 --directory /srv/repeated';
  await host.mustRun(
    `modprobe sch_netem && tc qdisc add dev lo root netem duplicate 100%
    mkdir -p /srv/repeated && head -c ${length} /dev/zero | tr '\\0' x >/srv/repeated/body.txt
    ${serve} >/dev/null 2>&1 </dev/null &`,
    { user: 'root' },
  );
  const words = [...destination(host.target), '--design', 'socket_filter'];
  const trace = new TraceCommand(words);
  await trace.ready();
  await host.mustRun(
    'curl -sS --retry 20 --retry-connrefused --retry-delay 1 http://127.0.0.1:8000/body.txt >/dev/null',
  );
  const told = (await trace.line(({ type }) => type === 'exchange')) as unknown as Exchange;
  trace.child.kill('SIGINT');
  const result = await trace.result();
  assert.equal(result.status, 0, result.progress);
  assertNothingLost(result);
  assert.deepEqual(told.completeness, { state: 'complete', notes: [] });
  assert.equal(told.response?.bodyBytes, length);
  const body = Buffer.from(told.response?.body ?? '', 'base64');
  assert.ok(body.length === length && body.every((byte) => byte === 0x78));
});
