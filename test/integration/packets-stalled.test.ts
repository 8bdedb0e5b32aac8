import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../build/paths.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { TraceCommand } from './trace-command.ts';

/** Their answers fill the ring buffer, what the loader may hold, and the pipe. */
const exchanges = 2000;
const connections = 200;

test('the agent stalls until there is no room for packets: what was open is told to be over', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-packets-stalled-'));
  t.after(() => rm(folder, { recursive: true }));
  const namespace = await NetworkNamespace.create();
  t.after(() => namespace.remove());
  const words = ['local', '--design', 'socket_filter'];
  const trace = new TraceCommand(words, { ...process.env, HOME: folder }, namespace.prefix);
  await trace.ready();
  const agent = await namespace.run(['pgrep', '-f', `node ${folder}.*agent\\.cjs`]);
  await namespace.run(['kill', '-STOP', agent.trim()]);
  const flood = ['python3', join(root, 'test/fixtures/flood.py')];
  const counts = [connections, 0, exchanges].map(String);
  const [program = '', ...args] = [...namespace.prefix, ...flood, ...counts];
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end('\n');
  await once(child, 'close');
  await namespace.run(['kill', '-CONT', agent.trim()]);
  await trace.line(({ type, reason }) => type === 'loss' && reason === 'ring-buffer-full');
  trace.child.kill('SIGINT');
  const { lines, status, progress } = await trace.result();
  assert.equal(status, 0, progress);
  const told = (...events: string[]) =>
    lines.filter(({ type, event }) => type === 'connection' && events.includes(String(event)));
  const ended = new Set(told('close', 'failed').map(({ id }) => id));
  const opened = told('connect', 'accept').filter(({ remote }) => remote !== null);
  assert.ok(opened.length >= connections, `${opened.length} opened`);
  assert.deepEqual(
    opened.filter(({ id }) => !ended.has(id)).map(({ event, remote }) => [event, remote]),
    [],
  );
});
