import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../build/paths.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { assertNothingLost, exchangesOf, TraceCommand } from './trace-command.ts';

/** More than MAX_FLOWS of bpf/include/flow_table.h, and not twice as many. */
const crowd = 70_000;

test('connections that are used stay known while more others come than there are places for', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-packets-crowd-'));
  t.after(() => rm(folder, { recursive: true }));
  const namespace = await NetworkNamespace.create();
  t.after(() => namespace.remove());
  const trace = new TraceCommand(
    ['local', '--design', 'socket_filter'],
    { ...process.env, HOME: folder },
    namespace.prefix,
  );
  await trace.ready();
  await namespace.run(['python3', join(root, 'test/fixtures/crowd.py'), String(crowd)]);
  await trace.line(({ type, request }) => type === 'exchange' && isLast(request));
  trace.child.kill('SIGINT');
  const result = await trace.result();
  assert.equal(result.status, 0, result.progress);
  assertNothingLost(result);
  const told = exchangesOf(result.lines);
  const targets = told.map(({ request }) => request.target);
  assert.deepEqual(targets.sort(), ['/busy/0', '/busy/1', '/quiet/first', '/quiet/last']);
  const pieces = Array.from({ length: crowd / 10_000 }, (_, round) => `piece ${round * 10_000}`);
  for (const { request, completeness, connection } of told) {
    assert.deepEqual(completeness, { state: 'complete', notes: [] });
    const others = told.filter((other) => other.connection === connection);
    assert.equal(others.length, request.method === 'POST' ? 1 : 2);
    if (request.method !== 'POST') continue;
    assert.equal(Buffer.from(request.body ?? '', 'base64').toString(), `${pieces.join('')}.`);
  }
  const failed = result.lines.filter(
    ({ type, event }) => type === 'connection' && event === 'failed',
  );
  assert.equal(failed.length, crowd);
});

function isLast(request: unknown): boolean {
  return (request as { target?: string }).target === '/quiet/last';
}
