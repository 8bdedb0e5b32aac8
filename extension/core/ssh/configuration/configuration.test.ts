import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { SessionError, type TraceTarget } from '../../session/session.ts';
import { temporaryFolder } from '../../testing/session-bench.ts';
import { listConfiguredHosts } from './hosts.ts';
import { resolveSettings } from './resolve.ts';
import type { SshSettings } from './settings.ts';

const folder = temporaryFolder();
after(() => folder.remove());

let count = 0;
function config(content: string, name = `config_${count++}`): string {
  const file = join(folder.path, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** With the ssh program, and as where there is none. */
const sources = { 'ssh -G': 'ssh', parsed: join(folder.path, 'no-such-program') };

function resolve(target: TraceTarget, content: string, sshProgram = 'ssh'): Promise<SshSettings> {
  const signal = AbortSignal.timeout(20_000);
  return resolveSettings(target, { configFile: config(content), sshProgram }, signal);
}

for (const [name, program] of Object.entries(sources)) {
  test(`${name}: what the configuration says`, async () => {
    config('Host web\n  Port 2201\n', 'parts/10-web');
    config('Host web\n  Port 9\n  User late\n', 'parts/20-web');
    const settings = await resolve(
      { destination: 'web' },
      `Include ${folder.path}/parts/*
Host web other
  HostName Web.Example.com
  IdentityFile ~/.ssh/first
  IdentityFile ${folder.path}/%r@%h
  IdentitiesOnly yes
  IdentityAgent none
  HostKeyAlias alias
  UserKnownHostsFile ${folder.path}/known1 ${folder.path}/known2
  GlobalKnownHostsFile none
  HashKnownHosts yes
  ConnectTimeout 7
  ServerAliveInterval 3
Host *
  User fallback
  Port 1
  StrictHostKeyChecking accept-new
`,
      program,
    );
    const { identityFiles, ...rest } = settings;
    assert.deepEqual(identityFiles, [
      join(homedir(), '.ssh/first'),
      `${folder.path}/late@web.example.com`,
    ]);
    assert.deepEqual(rest, {
      destination: 'web',
      hostName: 'web.example.com',
      port: 2201,
      user: 'late',
      identitiesOnly: true,
      hostKeyAlias: 'alias',
      userKnownHostsFiles: [`${folder.path}/known1`, `${folder.path}/known2`],
      globalKnownHostsFiles: [],
      strictHostKeyChecking: 'accept-new',
      hashKnownHosts: true,
      login: {
        methods: ['publickey', 'keyboard-interactive', 'password'],
        passwordPrompts: 3,
        batch: false,
      },
      connectTimeoutMs: 7_000,
      keepaliveIntervalMs: 3_000,
      ...(program === 'ssh' && { hasSessionType: true }),
    });
  });

  test(`${name}: what the target says goes before`, async () => {
    const settings = await resolve(
      {
        destination: 'root@web',
        port: 77,
        identityFile: '~/key',
        knownHostsFile: '/known',
      },
      'Host web\n  User dev\n  Port 22\n  IdentityFile /other\n  UserKnownHostsFile /others\n',
      program,
    );
    assert.equal(settings.user, 'root');
    assert.equal(settings.port, 77);
    assert.deepEqual(settings.identityFiles, [join(homedir(), 'key')]);
    assert.equal(settings.identitiesOnly, true);
    assert.deepEqual(settings.userKnownHostsFiles, ['/known']);
  });

  test(`${name}: defaults`, async () => {
    const settings = await resolve({ destination: '10.1.2.3' }, '', program);
    assert.equal(settings.hostName, '10.1.2.3');
    assert.equal(settings.port, 22);
    assert.equal(settings.user, userInfo().username);
    assert.equal(settings.strictHostKeyChecking, 'ask');
    assert.equal(settings.connectTimeoutMs, 20_000);
    assert.equal(settings.keepaliveIntervalMs, 5_000);
    const patient = await resolve({ destination: 'web', graceSeconds: 0 }, '', program);
    assert.equal(patient.keepaliveIntervalMs, 15_000);
    assert.ok(settings.identityFiles.includes(join(homedir(), '.ssh/id_ed25519')));
    assert.equal(settings.userKnownHostsFiles[0], join(homedir(), '.ssh/known_hosts'));
  });

  test(`${name}: files whose names have blanks`, async () => {
    const { userKnownHostsFiles, globalKnownHostsFiles, identityFiles } = await resolve(
      { destination: 'web' },
      `UserKnownHostsFile "/a b/known hosts" ~/.ssh/known2 /c/known3
GlobalKnownHostsFile "/d e/known"
IdentityFile "/a b/id"
`,
      program,
    );
    const known2 = join(homedir(), '.ssh/known2');
    assert.deepEqual(userKnownHostsFiles, ['/a b/known hosts', known2, '/c/known3']);
    assert.deepEqual(globalKnownHostsFiles, ['/d e/known']);
    assert.deepEqual(identityFiles, ['/a b/id']);
  });

  test(`${name}: tokens in paths, and in what leads to a host`, async () => {
    const hash = (...parts: string[]) => createHash('sha1').update(parts.join('')).digest('hex');
    const { identityFiles, proxy } = await resolve(
      { destination: 'web' },
      `Host web
  HostName web.example.com
  User dev
  Port 2201
  IdentityFile /keys/%C
  IdentityFile /keys/%j-%k
  IdentityAgent /agents/%C
  ProxyJump far,%r@bastion.%h:2200
`,
      program,
    );
    assert.deepEqual(identityFiles, [
      `/keys/${hash(hostname(), 'web.example.com', '2201', 'dev', 'bastion.web.example.com')}`,
      '/keys/bastion.web.example.com-web',
    ]);
    assert.ok(proxy?.kind === 'jump');
    assert.deepEqual(
      [proxy.via.user, proxy.via.hostName, proxy.via.port],
      ['dev', 'bastion.web.example.com', 2200],
    );
    const direct = await resolve({ destination: 'dev@web' }, 'IdentityAgent /agents/%C\n', program);
    assert.equal(direct.agentSocket, `/agents/${hash(hostname(), 'web', '22', 'dev')}`);
  });

  test(`${name}: how to log in`, async () => {
    const login = async (lines: string) =>
      (await resolve({ destination: 'web' }, lines, program)).login;
    assert.deepEqual(
      await login(`PreferredAuthentications password,gssapi-with-mic,publickey
NumberOfPasswordPrompts 1
BatchMode yes
`),
      { methods: ['password', 'publickey'], passwordPrompts: 1, batch: true },
    );
    const { methods } = await login('PubkeyAuthentication no\nKbdInteractiveAuthentication no\n');
    assert.deepEqual(methods, ['password']);
    assert.deepEqual((await login('PasswordAuthentication no\n')).methods, [
      'publickey',
      'keyboard-interactive',
    ]);
  });

  test(`${name}: hosts to go through, each with what the configuration says of it`, async () => {
    const settings = await resolve(
      { destination: 'web', port: 2022, identityFile: '/own' },
      `Host web
  ProxyJump dev@second:2202,ssh://third:2203
Host second
  HostName 10.0.0.2
  ProxyJump first
Host first
  User guard
  ProxyCommand connect --to [%h]:%p --as %r "100%%"
Host third
  ProxyJump never
`,
      program,
    );
    const chain: unknown[] = [];
    let at: SshSettings = settings;
    for (;;) {
      chain.push([at.destination, at.hostName, at.port, at.identityFiles[0] === '/own']);
      if (at.proxy?.kind !== 'jump') break;
      at = at.proxy.via;
    }
    assert.deepEqual(chain, [
      ['web', 'web', 2022, true],
      ['third', 'third', 2203, false],
      ['dev@second', '10.0.0.2', 2202, false],
      ['first', 'first', 22, false],
    ]);
    assert.deepEqual(at.proxy, {
      kind: 'command',
      command: 'connect --to [first]:22 --as guard "100%"',
    });
  });

  test(`${name}: the first of ProxyJump and ProxyCommand counts, and none is none`, async () => {
    const first = await resolve(
      { destination: 'web' },
      'Host web\n  ProxyJump gate\nHost *\n  ProxyCommand nc %h %p\n'.replace('*', 'web'),
      program,
    );
    assert.equal(first.proxy?.kind, 'jump');
    for (const line of ['ProxyCommand none\nProxyJump gate', 'ProxyJump none']) {
      assert.equal((await resolve({ destination: 'web' }, line, program)).proxy, undefined);
    }
  });

  test(`${name}: a way that leads back to itself, or to no host`, async () => {
    const loop = 'Host *\n  ProxyJump gate\n';
    await assert.rejects(
      resolve({ destination: 'web' }, loop, program),
      /without an end|jumphost loop/,
    );
    await assert.rejects(
      resolve({ destination: 'web' }, 'ProxyJump gate:99999\n', program),
      /bad-destination|[Jj]ump/,
    );
  });
}

test('a configuration that is parsed here runs nothing', async () => {
  const mark = join(folder.path, 'mark');
  const content = `Match exec "touch ${mark}"\n  User evil\n`;
  const settings = await resolve({ destination: 'web' }, content, sources.parsed);
  assert.notEqual(settings.user, 'evil');
  assert.ok(!existsSync(mark));
});

test('a configuration that ssh refuses is told with its line', async () => {
  await assert.rejects(resolve({ destination: 'web' }, 'NoSuchOption yes\n'), (error) => {
    assert.ok(error instanceof SessionError);
    assert.equal(error.code, 'bad-destination');
    assert.match(error.message, /line 1.*nosuchoption/i);
    return true;
  });
});

test('an ssh program that hangs is given up when the start is cancelled', async () => {
  const hangs = config('#!/bin/sh\nexec sleep 60\n', 'hangs');
  chmodSync(hangs, 0o755);
  const source = { configFile: config(''), sshProgram: hangs };
  const resolving = resolveSettings({ destination: 'web' }, source, AbortSignal.timeout(200));
  await assert.rejects(resolving);
});

test('hosts to choose from, in the order of the files', async () => {
  config('Host inner\n  HostName inner.example.com\n', 'more/one');
  const file = config(`# comment
Host web db-1
  HostName %h.example.com
  User dev
  Port 2222
Host *.example.com !bad "quoted name"
Include ${folder.path}/more/*
Host web
  HostName ignored
Match host x
  User y
Host *
  Include ${folder.path}/more/one
host = last
`);
  assert.deepEqual(await listConfiguredHosts([file, join(folder.path, 'missing')]), [
    { name: 'web', hostName: 'web.example.com', user: 'dev', port: '2222' },
    { name: 'db-1', hostName: 'db-1.example.com', user: 'dev', port: '2222' },
    { name: 'quoted name' },
    { name: 'inner', hostName: 'inner.example.com' },
    { name: 'last' },
  ]);
});

test('files that include each other end', async () => {
  const a = join(folder.path, 'loop-a');
  const b = config(`Include ${a}\nHost b\n`, 'loop-b');
  config(`Include ${b}\nHost a\n`, 'loop-a');
  const names = (await listConfiguredHosts([a])).map(({ name }) => name);
  assert.deepEqual(names.sort(), ['a', 'b']);
});
