import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { identityOf } from './process-identity.ts';

const scratch = mkdtempSync(join(tmpdir(), 'run-folder-test-'));
process.env['HTTP_TRACE_CACHE'] = scratch;
const { newRunFolder, readRecord, runFolder, runningHosts, writeRecord } = await import(
  './run-folder.ts'
);
after(() => rmSync(scratch, { recursive: true, force: true }));

const self = identityOf(process.pid);
assert.ok(self);

function record(id: string, qemu = self) {
  assert.ok(qemu);
  const description = {
    id,
    host: '127.0.0.1',
    port: 1,
    user: 'dev',
    identityFile: '/i',
    knownHostsFile: '/k',
    kernel: '6.12.0',
  };
  return { description, qemu, startedAt: '2026-01-01T00:00:00.000Z' };
}

test('tells the hosts that run, and clears away what others have left', async () => {
  assert.deepEqual(await runningHosts(), []);
  const alive = await newRunFolder('6.12');
  const dead = await newRunFolder('6.1');
  const restarted = await newRunFolder('6.1');
  const young = await newRunFolder('6.1');
  const abandoned = await newRunFolder('6.1');
  await writeRecord(record(alive));
  await writeRecord(record(dead, { ...self, pid: 2 ** 30 }));
  await writeRecord(record(restarted, { ...self, bootId: 'before' }));
  utimesSync(runFolder(abandoned), new Date(0), new Date(0));

  assert.deepEqual(await runningHosts(), [record(alive)]);
  assert.deepEqual(readRecord(alive), record(alive));
  assert.equal(readRecord(young), undefined);
  assert.deepEqual(
    [alive, dead, restarted, young, abandoned].map((id) => existsSync(runFolder(id))),
    [true, false, false, true, false],
  );
});

test('an id is no path', () => {
  for (const id of ['../x', 'a/b', '..', '.', ''])
    assert.throws(() => runFolder(id), /No test host/);
});
