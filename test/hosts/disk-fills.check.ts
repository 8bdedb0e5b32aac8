import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { layCable } from '../../extension/core/testing/cable.ts';
import { destination, TraceCommand } from '../integration/trace-command.ts';
import { asBefore, traces } from '../integration/trace-leftovers.ts';
import { startHost } from '../vm/host.ts';
import { limit } from './one-trace.ts';

/** Takes what is left of the room once an upload is under way, as somebody else's log file would. */
const fillDuringUpload = `
until ls .cache/http-trace/.upload-*/package >/dev/null 2>&1; do sleep 0.05; done
dd if=/dev/zero of=.cache/filler bs=64k 2>/dev/null
df -k --output=avail .cache | tail -n 1`;

test('a disk that fills up while the agent is uploaded', limit, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-disk-'));
  const host = await startHost({ kernel: '6.12' });
  const cable = await layCable(host.target.port, 0, 100_000);
  t.after(async () => {
    await cable.close();
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const clean = await traces(host);
  const { user } = host.target;
  const place = `/home/${user}/.cache`;
  const mount = `mkdir ${place} && mount -t tmpfs -o size=16m,mode=700,uid=${user},gid=${user} none ${place}`;
  await host.mustRun(mount, { user: 'root' });
  const knownHostsFile = join(folder, 'known_hosts');
  const known = readFileSync(host.target.knownHostsFile, 'utf8');
  writeFileSync(knownHostsFile, known.replace(/\]:\d+/, `]:${cable.port}`));
  const filled = host.mustRun(fillDuringUpload);
  const words = destination({ ...host.target, port: cable.port, knownHostsFile });
  const { status, lines, progress } = await new TraceCommand(words).result();
  assert.equal((await filled).trim(), '0');
  assert.equal(status, 1, progress);
  assert.equal(lines.at(-1)?.['code'], 'no-room', progress);
  assert.match(String(lines.at(-1)?.['message']), /no room .*No space left on device/);
  assert.equal(await host.mustRun(`ls -A ${place}/http-trace`), '');
  await host.mustRun(`umount ${place} && rmdir ${place}`, { user: 'root' });
  await asBefore(host, clean);
});
