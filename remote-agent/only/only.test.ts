import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CaptureFailure } from '../capture/failure.ts';
import { loaderOptions } from '../capture/loader-options.ts';
import type { Only } from '../protocol/messages.ts';
import { Cgroups } from './cgroups.ts';
import { resolveOnly } from './watched.ts';

const root = mkdtempSync(join(tmpdir(), 'http-trace-cgroups-'));
after(() => rmSync(root, { recursive: true }));

const web = 'a1b2'.padEnd(64, '0');
const other = 'a1b3'.padEnd(64, '0');
const folder = (path: string) => {
  mkdirSync(join(root, path), { recursive: true });
  return statSync(join(root, path), { bigint: true }).ino;
};
const service = folder('system.slice/app.service');
const webScope = folder(`system.slice/docker-${web}.scope`);
const webInit = folder(`system.slice/docker-${web}.scope/init`);
const otherPlain = folder(`docker/${other}`);
const payload = folder('lxc.payload.shop');
const machine = folder('machine.slice/machine-my\\x2dvm.scope');

const cgroups = new Cgroups(root);
const nothing: Only = { pids: [], names: [], ports: [], cgroups: [], containers: [] };
const idsOf = (only: Partial<Only>) => [...resolveOnly({ ...nothing, ...only }, cgroups).cgroupIds];
const sorted = (...ids: bigint[]) => ids.sort();

function fails(only: Partial<Only>, message: RegExp): void {
  assert.throws(
    () => idsOf(only),
    (error) => {
      assert.ok(error instanceof CaptureFailure);
      assert.equal(error.code, 'no-match');
      assert.match(error.message, message);
      return true;
    },
  );
}

test('cgroups by path, with those below', () => {
  assert.deepEqual(idsOf({ cgroups: ['/system.slice/app.service'] }), [service]);
  assert.deepEqual(idsOf({ cgroups: [`${root}/system.slice/app.service`] }), [service]);
  const whole = idsOf({ cgroups: ['system.slice'] });
  for (const id of [service, webScope, webInit]) assert.ok(whole.includes(id));
  assert.equal(whole.length, 4);
  fails({ cgroups: ['/nowhere'] }, /^There is no cgroup \/nowhere on \S+ \(looked below .*\)\.$/);
});

test('a path does not lead out of the cgroups', () => {
  fails({ cgroups: ['/../../../../../../../../etc'] }, /There is no cgroup/);
  fails({ cgroups: [`${root}/../../../../../etc`] }, /There is no cgroup/);
});

test('containers by the beginning of their id, and by name where cgroups have it', () => {
  assert.deepEqual(idsOf({ containers: ['a1b2'] }).sort(), sorted(webScope, webInit));
  assert.deepEqual(idsOf({ containers: [web.toUpperCase()] }).sort(), sorted(webScope, webInit));
  assert.deepEqual(idsOf({ containers: ['a1b3'] }), [otherPlain]);
  assert.deepEqual(idsOf({ containers: ['shop', 'my-vm'] }).sort(), sorted(payload, machine));
  for (const name of ['a1', 'b2', 'sho', 'app']) {
    fails({ containers: [name] }, new RegExp(`^No container ${name} runs on `));
  }
});

test('more cgroups than the kernel programs can hold', () => {
  for (let i = 0; i < 260; i++) folder(`many/${i}`);
  fails({ cgroups: ['many'] }, /has 261 cgroups, but at most 256/);
});

test('what the loader is told', () => {
  const params = { design: 'auto', redact: true, captureLimit: 'unlimited', btf: '/b' } as const;
  const only = { ...nothing, pids: [7], names: ['nginx', 'a-name-longer-than-that'], ports: [80] };
  const watched = resolveOnly({ ...only, cgroups: ['/system.slice/app.service'] }, cgroups);
  assert.equal(
    loaderOptions(params, watched).join(' '),
    '--design auto --capture-limit unlimited --btf /b --only-pid 7 --only-comm nginx ' +
      `--only-comm a-name-longer-t --only-port 80 --only-cgroup ${service}`,
  );
  const everything = loaderOptions({ ...params, captureLimit: 5 }, resolveOnly(undefined, cgroups));
  assert.equal(everything.join(' '), '--design auto --capture-limit 5 --btf /b');
  const cut = resolveOnly({ ...nothing, names: ['fourteen-bytesé'] }, cgroups).names;
  assert.deepEqual(cut, ['fourteen-bytes']);
});
