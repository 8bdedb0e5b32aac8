import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { mustRun } from '../../build/program.ts';
import { freePort } from '../vm/boot.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { nosudo } from '../vm/users.ts';
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
    {
      ...target,
      name: 'powerless',
      knownHosts: known,
      user: nosudo.name,
      identityFile: '/no/such/key',
    },
    { ...target, name: 'stranger', knownHosts: known, user: 'nobody-of-this-name' },
  ]);
});

after(async () => {
  await bed?.[Symbol.asyncDispose]();
  await host?.stop();
  silent.close();
});

afterEach(() => bed.workbench.messages.clear());

test('a changed host key is refused before anything secret is offered', async () => {
  await refused('changed-host', /host key of .* has changed from .*SHA256:.*SHA256:/);
});

test('a host where nobody listens', async () => {
  await refused('absent-host', /absent-host.* refused the connection;/);
});

test('a login that the host does not accept', async () => {
  await refused(
    'stranger',
    /stranger refused everything.*check the user name and the password/,
    async () => {
      const { quickInput } = bed.workbench;
      for (const question of [/Password/, /Wrong password.*try 2 of 3/, /Wrong.*try 3 of 3/]) {
        const { secret } = await quickInput.asks(question);
        assert.ok(secret, 'what is typed is hidden');
        await bed.workbench.screenshot('password');
        await quickInput.answer(question, 'wrong');
      }
    },
  );
});

test('a login by password, of a user who may not trace', async () => {
  await refused('powerless', /powerless.*sudo/, async () => {
    const { quickInput } = bed.workbench;
    await quickInput.answer(/Password/, nosudo.password ?? '');
    // sudo asks whoever comes, and says afterwards that this user may not.
    const { secret } = await quickInput.asks(/Password for sudo on .*powerless/);
    assert.ok(secret, 'what is typed is hidden');
    await bed.workbench.screenshot('sudo-password');
    await quickInput.answer(/Password for sudo on .*powerless/, nosudo.password ?? '');
  });
});

test('a host key that is not trusted is not recorded', async () => {
  const { workbench, panel } = bed;
  const untouched = await hostState(host);
  await bed.step('distrust', async () => {
    await start('new-host');
    await workbench.messages.dialog();
    await workbench.messages.pressInDialog('Cancel');
    await panel.inState('idle');
    assert.equal(await readFile(bed.knownHosts('new-host'), 'utf8'), '');
    await workbench.messages.shown(0);
    await assertHostIsBackTo(untouched, host);
  });
});

test('cancelling while a host does not answer closes the connection', async () => {
  const { workbench, panel } = bed;
  const connection = once(silent, 'connection');
  await bed.step('cancel', async () => {
    await start('silent-host');
    const [socket] = (await connection) as [Socket];
    socket.resume();
    await workbench.messages.toast(/silent-host/);
    await workbench.screenshot('connecting');
    await workbench.messages.pressInToast(/silent-host/, 'Cancel');
    if (!socket.closed) await once(socket, 'close');
    await panel.inState('idle');
    await workbench.messages.shown(0);
  });
});

/** Starts a trace that ends in this sentence, and checks that it says no more and leaves nothing. */
async function refused(name: string, sentence: RegExp, meanwhile?: () => Promise<void>) {
  const { workbench, panel } = bed;
  const untouched = await hostState(host);
  await bed.step(name, async () => {
    await start(name);
    await meanwhile?.();
    await workbench.messages.toast(sentence);
    const [text, ...others] = await workbench.messages.shown(1);
    await workbench.screenshot(name);
    assert.deepEqual(others, []);
    assert.match(text ?? '', sentence);
    assert.doesNotMatch(text ?? '', /\n|\bat .*:\d+:\d+|Error:/);
    await panel.inState('failed');
    await workbench.messages.statusBar(new RegExp(`${name} failed`));
    await assertHostIsBackTo(untouched, host);
  });
}

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
