import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isSentence, temporaryFolder } from '../testing/session-bench.ts';
import { SshBench } from '../testing/ssh-bench.ts';
import { startSshd, type TestSshd } from '../testing/sshd.ts';
import { SshTransport } from '../transport/ssh.ts';
import { placeNode } from './place-node.ts';
import { type RuntimePackage, type RuntimeSource, runtimeOf } from './runtime.ts';

const folder = temporaryFolder();
const packed = join(folder.path, 'packed.tgz');
const cache = join(folder.path, 'cache');
const signal = AbortSignal.timeout(60_000);
let sshd: TestSshd;
let what: RuntimePackage;

before(async () => {
  sshd = await startSshd();
  mkdirSync(join(folder.path, 'package/bin'), { recursive: true });
  writeFileSync(join(folder.path, 'package/package.json'), '{}');
  writeFileSync(join(folder.path, 'package/bin/node'), '#!/bin/sh\necho v22.0.1\n');
  execFileSync('tar', ['-czf', packed, '-C', folder.path, 'package']);
  const hash = createHash('sha512').update(readFileSync(packed)).digest('base64');
  what = { name: 'node-of-the-test', version: '22.0.1', integrity: `sha512-${hash}` };
});
after(async () => {
  await sshd.stop();
  folder.remove();
});

/** A client in the part of npm: writes down how it was called. */
function npm(act: string): RuntimeSource & { calls(): string[] } {
  const program = join(folder.path, `npm-${Math.random()}`);
  const calls = `${program}.calls`;
  writeFileSync(program, `#!/bin/sh\necho "$*" >>${calls}\n${act}\n`);
  chmodSync(program, 0o755);
  writeFileSync(calls, '');
  const said = () => readFileSync(calls, 'utf8').split('\n').filter(Boolean);
  return { cache, npm: program, calls: said };
}

test('a runtime is fetched once, checked, and put on the host in one step', async () => {
  const source = npm(`cp ${packed} node-of-the-test-22.0.1.tgz`);
  const runtime = await runtimeOf(what, source, signal);
  await runtimeOf(what, source, signal);
  assert.deepEqual(source.calls(), ['pack node-of-the-test@22.0.1 --ignore-scripts --silent']);
  assert.deepEqual(readdirSync(cache), ['node-of-the-test-22.0.1.tgz']);

  const transport = new SshTransport(await new SshBench(sshd).connect(), 'test-host');
  const path = await placeNode(transport, runtime, signal);
  assert.equal(path, join(sshd.folder, 'home/.cache/http-trace/node-v22.0.1/node'));
  assert.equal(execFileSync(path).toString(), 'v22.0.1\n');
  assert.equal(await placeNode(transport, runtime, signal), path);

  const broken = { ...runtime, sha256: '0'.repeat(64) };
  await assert.rejects(placeNode(transport, broken, signal), (error) => {
    isSentence(error, 'no-node', /test-host/);
    return true;
  });
  const names = readdirSync(join(sshd.folder, 'home/.cache/http-trace'));
  assert.deepEqual(
    names.filter((name) => name.startsWith('.upload')),
    [],
  );
  await transport.dispose();
});

test('what is not the package that is expected, and npm’s own failures, are refused', async () => {
  const other = { ...what, name: 'another' };
  const cases: readonly [act: string, part: RegExp][] = [
    ['echo other >another.tgz', /not what this version of HTTP Trace expects/],
    ['echo "npm ERR! no network" >&2; exit 1', /no network/],
    ['true', /brought no package/],
  ];
  for (const [act, part] of cases) {
    await assert.rejects(runtimeOf(other, npm(act), signal), (error) => {
      isSentence(error, 'no-node', part);
      return true;
    });
  }
  const absent = { cache, npm: join(folder.path, 'no-npm') };
  await assert.rejects(runtimeOf(other, absent, signal), /there is no .*no-npm/);
  assert.deepEqual(readdirSync(cache), ['node-of-the-test-22.0.1.tgz']);
});
