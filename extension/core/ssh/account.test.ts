import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TraceTarget } from '../session/session.ts';
import { temporaryFolder } from '../testing/session-bench.ts';
import { accountOf } from './account.ts';
import { resolveSettings } from './configuration/resolve.ts';
import { whoAsks } from './system/asker.ts';

async function settingsOf(target: TraceTarget, config = '') {
  const folder = temporaryFolder();
  const configFile = join(folder.path, 'config');
  writeFileSync(configFile, config);
  const settings = await resolveSettings(target, { configFile }, AbortSignal.timeout(20_000));
  folder.remove();
  return settings;
}

const web = 'Host web\n  HostName 10.0.0.1\n  User dev\n';

test('the port is part of the account, and is shown where it is not SSH’s own', async () => {
  const plain = accountOf(await settingsOf({ destination: 'web' }, web));
  assert.deepEqual(plain, { destination: 'dev@web', server: 'dev@10.0.0.1:22' });
  const other = accountOf(await settingsOf({ destination: 'web' }, `${web}  Port 2222\n`));
  assert.deepEqual(other, { destination: 'dev@web:2222', server: 'dev@10.0.0.1:2222' });
  const named = accountOf(await settingsOf({ destination: 'root@[::1]', port: 2222 }));
  assert.deepEqual(named, { destination: 'root@[::1]:2222', server: 'root@[::1]:2222' });
});

test('what leads to a host is part of its account: behind another it is another machine', async () => {
  const through = (proxy: string) => settingsOf({ destination: 'web' }, `${web}  ${proxy}\n`);
  const behind = await through('ProxyJump guard@gate:2200');
  assert.equal(accountOf(behind).server, 'dev@10.0.0.1:22 behind guard@gate:2200');
  assert.ok(behind.proxy?.kind === 'jump');
  assert.equal(accountOf(behind.proxy.via).destination, 'guard@gate:2200');
  const [one, other] = await Promise.all(['a', 'b'].map((name) => through(`ProxyCommand ${name}`)));
  assert.ok(one && other);
  assert.notEqual(accountOf(one).server, accountOf(other).server);
});

test('whose question an ssh program puts is known by its process, and on the way by a name of its own', async () => {
  const config = `${web}  ProxyJump guard@gate:2200\n`;
  const settings = await settingsOf({ destination: 'web' }, config);
  assert.equal(whoAsks(settings, 'guard@gate', true).server, accountOf(settings).server);
  assert.equal(whoAsks(settings, 'guard@gate', false).server, 'guard@gate:2200');
  for (const named of [undefined, 'guard@elsewhere']) {
    assert.equal(whoAsks(settings, named, false).server, undefined);
  }
  const twice = await settingsOf({ destination: 'web' }, `${web}  ProxyJump dev@10.0.0.1:2200\n`);
  assert.deepEqual(whoAsks(twice, 'dev@10.0.0.1', false), { destination: 'dev@10.0.0.1' });
  const command = await settingsOf({ destination: 'web' }, `${web}  ProxyCommand ssh gate\n`);
  assert.equal(whoAsks(command, 'dev@10.0.0.1', false).server, undefined);
});
