import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { SessionErrorCode } from '../session/session.ts';
import { layCable } from '../testing/cable.ts';
import { fakeArtefacts } from '../testing/fake-agent.ts';
import { isSentence, temporaryFolder, temporaryLeftovers } from '../testing/session-bench.ts';
import { SshBench } from '../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { SshTransport } from '../transport/ssh.ts';
import type { Transport } from '../transport/transport.ts';
import type { Artefacts } from './artefacts.ts';
import { type Deployment, deploy } from './deploy.ts';
import { listOnHost, removeFromHost } from './remove.ts';

const folder = temporaryFolder();
const xdg = join(folder.path, 'xdg');
const cache = join(xdg, 'http-trace');
const artefacts = fakeArtefacts(join(folder.path, 'artefacts'));
let sshd: TestSshd;
let transport: Transport;
let log: string[] = [];

before(async () => {
  mkdirSync(xdg);
  sshd = await startSshd([], { XDG_CACHE_HOME: xdg });
  transport = new SshTransport(await new SshBench(sshd).connect(), 'test-host');
});
afterEach(() => {
  log = [];
});
after(async () => {
  await transport.dispose();
  await sshd.stop();
  folder.remove();
});

const signal = AbortSignal.timeout(600_000);

function put(what: Artefacts = artefacts, on: Transport = transport): Promise<Deployment> {
  const note = (line: string) => log.push(line);
  return deploy(on, { artefacts: what, signal, log: note, uploading: () => {} });
}

async function refuses(what: Artefacts, code: SessionErrorCode, ...parts: RegExp[]): Promise<void> {
  await assert.rejects(put(what), (error) => {
    isSentence(error, code, /test-host/, ...parts);
    return true;
  });
  assert.deepEqual(unfinished(), []);
}

/** What is in the cache beside whole packages. */
function unfinished(): string[] {
  if (!existsSync(cache)) return [];
  return readdirSync(cache).filter((name) => !/^[0-9a-f]{64}$/.test(name));
}

/** Bytes of a package that is being uploaded. */
function arrived(): number {
  const [upload = ''] = unfinished();
  const unpacked = join(cache, upload, 'package');
  return statSync(unpacked, { throwIfNoEntry: false })?.size ?? 0;
}

/** Artefacts like the others, of which one file is another. */
function variant(name: string, loader?: string): Artefacts {
  const other = fakeArtefacts(join(folder.path, name), `// ${name}`);
  if (loader !== undefined) writeFileSync(other.loaders.x86_64, loader);
  return other;
}

test('the first deployment uploads, the next one does not', async () => {
  const first = await put();
  assert.ok(first.uploaded > 0);
  assert.equal(first.temporary, false);
  assert.equal(join(first.folder, '..'), cache);
  assert.deepEqual(readdirSync(first.folder).sort(), ['agent.cjs', 'http-trace-loader']);
  const agent = join(first.folder, 'agent.cjs');
  assert.deepEqual(readFileSync(agent), readFileSync(artefacts.agent));
  assert.equal(statSync(agent).mode & 0o777, 0o600);
  assert.equal(statSync(join(first.folder, 'http-trace-loader')).mode & 0o777, 0o700);
  assert.equal(statSync(cache).mode & 0o777, 0o700);
  const second = await put();
  assert.equal(second.folder, first.folder);
  assert.equal(second.uploaded, 0);
  assert.deepEqual(unfinished(), []);
});

test('what was damaged on the host is replaced', async () => {
  const { folder: place } = await put();
  writeFileSync(join(place, 'http-trace-loader'), '#!/bin/sh\necho evil\n');
  assert.ok((await put()).uploaded > 0);
  const loader = readFileSync(join(place, 'http-trace-loader'));
  assert.deepEqual(loader, readFileSync(artefacts.loaders.x86_64));
  assert.deepEqual(unfinished(), []);
});

test('an upload that is cut in the middle leaves nothing, and says so', async () => {
  const cable = await layCable(sshd.port, 0, 8 << 20);
  const keys = Object.values(sshd.publicHostKeys).map((key) => `[127.0.0.1]:${cable.port} ${key}`);
  const bench = new SshBench(sshd);
  const knownHostsFile = bench.file(keys.join(''));
  const connection = await bench.connect({ target: { port: cable.port, knownHostsFile } });
  const on = new SshTransport(connection, 'test-host');
  const large = variant('large', `#!/bin/sh\nexit 0\n${randomBytes(8 << 20).toString('hex')}`);
  // Not by what was sent: the server takes two megabytes before the script has begun.
  const cutting = setInterval(() => {
    if (arrived() > 1 << 20) cable.cut();
  }, 1);
  await assert.rejects(put(large, on), (error) => {
    isSentence(error, 'connection-lost', /test-host/);
    return true;
  });
  clearInterval(cutting);
  for (let i = 0; unfinished().length > 0; i++) {
    assert.ok(i < 500, unfinished().join());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await on.dispose();
  await cable.close();
});

test('several windows at once put one package there', async () => {
  const what = variant('at-once');
  const deployments = await Promise.all(Array.from({ length: 6 }, () => put(what)));
  assert.equal(new Set(deployments.map((deployment) => deployment.folder)).size, 1);
  assert.deepEqual(unfinished(), []);
});

test('old packages go, the two that were used last stay', async () => {
  const folders: string[] = [];
  for (const [age, name] of ['v1', 'v2', 'v3'].entries()) {
    const { folder: place } = await put(variant(name));
    folders.push(place);
    utimesSync(place, 1000 + age, 1000 + age);
  }
  // Used again: now v2 is the oldest but one of these three.
  const { folder: newest } = await put(variant('v4'));
  const left = readdirSync(cache).map((name) => join(cache, name));
  assert.ok(left.includes(newest));
  assert.ok(!left.includes(folders[0] ?? ''), 'the oldest is gone');
  assert.equal(left.length, 3);
});

test('a package that somebody uses stays, however old it is', async () => {
  const { folder: used } = await put(variant('used'));
  const user = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', `${used}/agent.cjs`]);
  utimesSync(used, 1000, 1000);
  for (const name of ['v5', 'v6', 'v7']) await put(variant(name));
  assert.ok(existsSync(join(used, 'agent.cjs')));
  user.kill();
  await once(user, 'exit');
  await put(variant('v8'));
  assert.ok(!existsSync(used));
});

test('what uploads left behind goes, whatever the clock was; one that goes on stays', async () => {
  const hour = 3600;
  const ages = {
    old: 2 * hour,
    fresh: 0,
    future: -10 * 365 * 24 * hour,
    busy: 30 * 365 * 24 * hour,
  };
  await put();
  for (const [name, age] of Object.entries(ages)) {
    const place = join(cache, `.upload-${name}`);
    mkdirSync(place);
    utimesSync(place, Date.now() / 1000 - age, Date.now() / 1000 - age);
  }
  const busy = spawn('sleep', ['60'], { cwd: join(cache, '.upload-busy') });
  await put(variant('after-uploads'));
  assert.deepEqual(unfinished().sort(), ['.upload-busy', '.upload-fresh']);
  busy.kill();
  for (const name of unfinished()) rmdirSync(join(cache, name));
});

test('a loader that does not run', async () => {
  const noProgram = variant('no-program', '\x7fELF but not really');
  await refuses(noProgram, 'deployment-failed', /does not run the program/);
  const fails = variant('fails', '#!/bin/sh\necho "denied by policy" >&2\nexit 1\n');
  await refuses(fails, 'deployment-failed', /denied by policy/);
});

test('an installation without its files', async () => {
  const broken = { ...artefacts, agent: join(folder.path, 'nowhere') };
  await assert.rejects(put(broken), /installation of HTTP Trace is not whole: .*nowhere/);
  await assert.rejects(put(variant('empty', '')), /not whole: .*http-trace-loader is empty/);
});

test('a cache folder that belongs to somebody else, or is a link, is not used', async () => {
  const places: (() => string)[] = [
    () => {
      const elsewhere = join(folder.path, 'elsewhere');
      mkdirSync(elsewhere);
      const root = join(folder.path, 'xdg-link');
      mkdirSync(root);
      symlinkSync(elsewhere, join(root, 'http-trace'));
      return root;
    },
    () => {
      const root = join(folder.path, 'xdg-foreign');
      mkdirSync(join(root, 'http-trace'), { recursive: true });
      chownSync(join(root, 'http-trace'), 65534, 65534);
      return root;
    },
    () => {
      const root = join(folder.path, 'xdg-file');
      mkdirSync(root);
      writeFileSync(join(root, 'http-trace'), '');
      return root;
    },
  ];
  for (const place of places) {
    const root = place();
    const other = await startSshd([], { XDG_CACHE_HOME: root });
    const { port, knownHostsFile, identityFile } = other;
    const target = { port, knownHostsFile, identityFile };
    const on = new SshTransport(await new SshBench(sshd).connect({ target }), 'other-host');
    const deployment = await put(artefacts, on);
    assert.equal(deployment.temporary, true, root);
    assert.match(deployment.folder, /^\/var\/tmp\/\.http-trace-agent-/);
    assert.equal(statSync(deployment.folder).mode & 0o777, 0o700);
    assert.ok(
      log.some((line) => line.includes(`${root}/http-trace`)),
      log.join('\n'),
    );
    await removeFromHost(on, signal);
    assert.ok(!existsSync(deployment.folder));
    assert.ok(existsSync(join(root, 'http-trace')), 'what is not ours stays');
    await on.dispose();
    await other.stop();
  }
  assert.deepEqual(temporaryLeftovers(), []);
});

test('everything can be listed and removed, and then the home is as it was', async () => {
  const fresh = await startSshd([]);
  const { port, knownHostsFile, identityFile } = fresh;
  const target = { port, knownHostsFile, identityFile };
  const on = new SshTransport(await new SshBench(sshd).connect({ target }), 'fresh-host');
  const files = () => readdirSync(join(fresh.folder, 'home'), { recursive: true });
  assert.deepEqual(await listOnHost(on, signal), []);
  const before = files();
  const { folder: place } = await put(artefacts, on);
  assert.ok(files().length > before.length);
  const [left, ...others] = await listOnHost(on, signal);
  assert.ok(left && left.kib > 0 && place.startsWith(`${left.path}/`), JSON.stringify(left));
  assert.deepEqual(others, []);
  await removeFromHost(on, signal);
  assert.deepEqual(files(), before);
  await removeFromHost(on, signal);
  await on.dispose();
  await fresh.stop();

  // A folder that was there before stays.
  await put();
  await removeFromHost(transport, signal);
  assert.ok(!existsSync(cache));
  assert.ok(existsSync(xdg));
});

test('hosts of another architecture, and hosts that cannot run the agent', async () => {
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  const fake = (name: string, output: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${output}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  const other = await startSshd([], {
    PATH: `${bin}:/usr/bin:/bin`,
    XDG_CACHE_HOME: xdg,
  });
  const { port, knownHostsFile, identityFile } = other;
  const target = { port, knownHostsFile, identityFile };
  const on = new SshTransport(await new SshBench(sshd).connect({ target }), 'test-host');
  const refused = async (code: SessionErrorCode, part: RegExp) => {
    await assert.rejects(put(artefacts, on), (error) => {
      isSentence(error, code, /test-host/, part);
      return true;
    });
  };
  fake('uname', 'case $1 in -s) echo FreeBSD ;; *) echo amd64 ;; esac');
  await refused('unsupported-host', /runs FreeBSD/);
  fake('uname', 'case $1 in -s) echo Linux ;; -m) echo riscv64 ;; *) echo 6.1 ;; esac');
  await refused('unsupported-host', /riscv64 machine/);
  fake('uname', 'case $1 in -s) echo Linux ;; -m) echo aarch64 ;; *) echo 6.1 ;; esac');
  const { folder: place } = await put(artefacts, on);
  const loader = readFileSync(join(place, 'http-trace-loader'));
  assert.deepEqual(loader, readFileSync(artefacts.loaders.aarch64));
  assert.equal((await put(artefacts, on)).uploaded, 0);
  fake('uname', 'printf "\\033[31mLinux"');
  await refused('unsupported-host', /runs Linux,|machine/);
  await on.dispose();
  await other.stop();
});
