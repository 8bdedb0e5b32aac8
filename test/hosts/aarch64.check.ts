import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destination } from '../integration/trace-command.ts';
import { asBefore, traces } from '../integration/trace-leftovers.ts';
import { startHost } from '../vm/host.ts';
import { limit, requested, trace } from './one-trace.ts';

test('an aarch64 host over SSH: a new one, and one that was used before', limit, async (t) => {
  const host = await startHost({ kernel: '6.1-arm64', timeoutMs: 600_000 });
  t.after(() => host.stop());
  assert.equal((await host.mustRun('uname -m')).trim(), 'aarch64');
  const clean = await traces(host);
  for (const uploads of [true, false]) {
    const { progress, startMs } = await trace(destination(host.target), async (command) => {
      const path = `/small.json?uploads=${uploads}`;
      const { response, process } = await requested(host, command, path);
      assert.equal(response?.status, 200);
      assert.equal(process?.name, 'nginx');
    });
    assert.equal(/Uploading the agent/.test(progress), uploads, progress);
    t.diagnostic(`${uploads ? 'new' : 'used before'}: ${Math.round(startMs)} ms to the trace`);
    await asBefore(host, clean);
  }
});
