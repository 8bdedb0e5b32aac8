import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cache, root } from '../../build/paths.ts';
import { artefactsIn } from '../../extension/core/deploy/artefacts.ts';
import { removeTraceFiles } from '../../extension/core/session/remove.ts';
import type { TraceTarget } from '../../extension/core/session/session.ts';
import { scriptedPrompts } from '../../extension/core/testing/scripted-prompts.ts';
import {
  failsToStart,
  RecordingListener,
  start,
} from '../../extension/core/testing/session-bench.ts';
import { asBefore, traces } from '../integration/trace-leftovers.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { nonode } from '../vm/users.ts';
import { limit } from './one-trace.ts';

const artefacts = artefactsIn(join(root, 'dist/agent'));

describe('a host without Node', () => {
  let host: VmHost;
  let target: TraceTarget;
  let clean: string[];

  before(async () => {
    // What npm brings is kept with the other downloads of the checks.
    process.env['XDG_CACHE_HOME'] = cache;
    host = await startHost({ kernel: '6.12' });
    const { host: name, port, identityFile, knownHostsFile } = host.target;
    target = { destination: `${nonode.name}@${name}`, port, identityFile, knownHostsFile };
    clean = await traces(host);
  });
  after(() => host.stop());

  const files = () => host.mustRun(`find /home/${nonode.name} /tmp /var/tmp`, { user: 'root' });
  const agrees = () => scriptedPrompts({ uploadNode: async () => true });

  test('whoever says no is told what to do', limit, async () => {
    const prompts = scriptedPrompts({ uploadNode: async () => false });
    await failsToStart({ target, artefacts, prompts }, 'no-node', /install it there/);
    await asBefore(host, clean);
  });

  test('no room for it: that is said, and nothing is left', limit, async () => {
    const before = await files();
    const folder = `/home/${nonode.name}/.cache`;
    const owner = `uid=${nonode.name},gid=${nonode.name}`;
    const mount = `mkdir ${folder} && mount -t tmpfs -o size=32m,mode=700,${owner} none ${folder}`;
    await host.mustRun(mount, { user: 'root' });
    const prompts = agrees();
    await failsToStart({ target, artefacts, prompts }, 'no-node', /No space left on device/);
    const left = await host.mustRun(`ls -A ${folder}/http-trace`, { user: 'root' });
    assert.equal(left, '');
    await host.mustRun(`umount ${folder} && rmdir ${folder}`, { user: 'root' });
    assert.equal(await files(), before);
  });

  test(
    'one is uploaded, used by the next trace too, and removed with the rest',
    limit,
    async (t) => {
      const before = await files();
      for (const questions of [['uploadNode'], []]) {
        const prompts = agrees();
        const listener = new RecordingListener();
        const began = performance.now();
        const session = await start({
          ...{ target, artefacts, listener, prompts },
          signal: AbortSignal.timeout(limit.timeout),
        });
        t.diagnostic(`${Math.round(performance.now() - began)} ms to the trace`);
        assert.deepEqual(
          prompts.asked.map(({ kind }) => kind),
          questions,
        );
        const path = `/small.json?questions=${questions.length}`;
        await host.mustRun(`curl -s http://127.0.0.1${path}`);
        while (!listener.told.some(({ request }) => request.target === path)) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await session.stop();
        assert.equal(await listener.end, undefined);
      }
      const removed = await removeTraceFiles(target, {
        prompts: scriptedPrompts(),
        listener: new RecordingListener(),
        signal: AbortSignal.timeout(60_000),
        confirm: async (left) => left.length > 0,
      });
      assert.ok(removed);
      assert.equal(await files(), before);
      await asBefore(host, clean);
    },
  );
});
