import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { descendants, endDescendants } from './descendants.ts';

test('children and grandchildren end, and nothing else', async () => {
  const before = new Set(descendants());
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const started = descendants().filter((pid) => !before.has(pid));
  assert.deepEqual(started, [child.pid, Number(line.toString())]);
  assert.ok(!started.includes(process.pid));
  // Without those that run this test's TypeScript.
  await endDescendants(200, child.pid);
  assert.deepEqual(descendants(child.pid), []);
  child.kill('SIGKILL');
});
