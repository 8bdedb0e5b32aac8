import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ProcessGroup, run } from './process-group.ts';
import { processTable } from './process-table.ts';

/** Prints its child's process id; neither of them ends by SIGTERM. */
const stubborn = "trap '' TERM; sleep 60 & echo $!; wait; wait";

test('ending a group ends what the program started, even when it ignores SIGTERM', async () => {
  const group = await ProcessGroup.start('sh', ['-c', stubborn], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(group.child.stdout as Readable, 'data')) as [Buffer];
  const grandchild = Number(line.toString());
  assert.ok(isAlive(grandchild));
  await group.end(200);
  assert.ok(!group.alive);
  assert.ok(!isAlive(grandchild));
});

test('a group ends with the process that started it, however that ends', async () => {
  const source = `
    const { ProcessGroup } = await import(${JSON.stringify(new URL('./process-group.ts', import.meta.url).href)});
    const group = await ProcessGroup.start('sleep', ['60'], { stdio: 'ignore' });
    console.log(group.child.pid);
    setInterval(() => {}, 1000);`;
  const starter = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', source],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  assert.ok(isAlive(pid));
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  for (let i = 0; isAlive(pid) && i < 100; i++) await delay(20);
  assert.ok(!isAlive(pid));
});

test('a run that is given up leaves nothing and throws the reason', async () => {
  const abort = new AbortController();
  const running = run('Sleeping', 'sh', ['-c', 'sleep 60; true'], { abort: abort.signal });
  setTimeout(() => abort.abort(new Error('enough')), 100);
  await assert.rejects(running, { message: 'enough' });
});

test('a run that fails says what failed', async () => {
  await assert.rejects(run('Making tea', 'sh', ['-c', 'exit 3'], {}), {
    message: 'Making tea failed: sh ended with status 3.',
  });
});

function isAlive(wanted: number): boolean {
  return processTable().some(({ pid }) => pid === wanted);
}
