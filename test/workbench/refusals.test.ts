import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mustRun } from '../../build/program.ts';
import { freePort } from '../vm/boot.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { assertHostIsBackTo, hostState } from './host-traces.ts';
import { TestBed } from './test-bed.ts';

// What cannot be traced ends in one sentence, and leaves nothing.

/** Accepts connections and never says a word. */
const silent = createServer();
let host: VmHost;
let bed: TestBed;

before(async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  host = await startHost({ progress: (line) => console.error(line) });
  const { target } = host;
  const known = await readFile(target.knownHostsFile, 'utf8');
  const other = known.replace(/ssh-ed25519 \S+/, await otherKey());
  bed = await TestBed.open('workbench-refusals', [
    { ...target, name: 'new-host', knownHosts: '' },
    { ...target, name: 'changed-host', knownHosts: other },
    { ...target, name: 'absent-host', knownHosts: '', port: await freePort() },
    { ...target, name: 'silent-host', knownHosts: '', port: portOf(silent.address()) },
    { ...target, name: 'stranger', knownHosts: known, user: 'nobody-of-this-name' },
  ]);
});

after(async () => {
  await bed?.[Symbol.asyncDispose]();
  await host?.stop();
  silent.close();
});

const sentences: Readonly<Record<string, RegExp>> = {
  'changed-host': /host key of .* has changed|presented another host key/,
  'absent-host': /absent-host.*refused/,
  stranger: /stranger/,
};

for (const [name, sentence] of Object.entries(sentences)) {
  test(`${name}: one sentence says why`, async () => {
    const { workbench, panel } = bed;
    const untouched = await hostState(host);
    await bed.step(name, async () => {
      await start(name);
      const toast = await workbench.messages.toast(sentence);
      await workbench.screenshot(name);
      assert.match(toast, /^[^\n]+[.]$/, 'one line, and a whole sentence');
      assert.doesNotMatch(toast, /\bat .*:\d+:\d+|Error:/, 'nothing of the program’s insides');
      assert.equal((await workbench.messages.shown()).length, 1);
      await panel.inState('lost');
      await assertHostIsBackTo(untouched, host);
    });
    await workbench.messages.clear();
  });
}

test('a host key that is not trusted: nothing is recorded and nothing is sent', async () => {
  const { workbench, panel } = bed;
  const untouched = await hostState(host);
  await bed.step('distrust', async () => {
    await start('new-host');
    await workbench.messages.dialog();
    await workbench.messages.pressInDialog('Cancel');
    await panel.inState('idle');
    assert.equal(await readFile(bed.knownHosts('new-host'), 'utf8'), '');
    assert.deepEqual(await workbench.messages.shown(), []);
    await assertHostIsBackTo(untouched, host);
  });
});

test('cancelling while a host does not answer closes the connection', async () => {
  const { workbench, panel } = bed;
  const connection = once(silent, 'connection');
  await bed.step('cancel', async () => {
    await start('silent-host');
    const [socket] = (await connection) as [import('node:net').Socket];
    socket.resume();
    await workbench.messages.toast(/silent-host/);
    await workbench.screenshot('connecting');
    await workbench.messages.pressInToast(/silent-host/, 'Cancel');
    if (!socket.closed) await once(socket, 'close');
    await panel.inState('idle');
    assert.deepEqual(await workbench.messages.shown(), []);
  });
});

async function start(name: string): Promise<void> {
  const { quickInput } = bed.workbench;
  await quickInput.command('HTTP Trace: Start HTTP trace');
  await quickInput.choose(/Which Linux host/, name);
}

/** A host key that is not the host's: type and base64. */
async function otherKey(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ht-key-'));
  try {
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
    const [type, key] = (await readFile(join(folder, 'key.pub'), 'utf8')).split(' ');
    return `${type} ${key}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function portOf(address: ReturnType<typeof silent.address>): number {
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
