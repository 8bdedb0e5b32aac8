import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContainerNames } from './container-names.ts';
import type { ProcEntry } from './proc-files.ts';

const id = 'ab'.repeat(32);

function process(parent: number, command: string): ProcEntry {
  return {
    parent,
    command: command.replaceAll(' ', '\0'),
    name: command.split(' ')[0] ?? '',
    startTime: '1',
  };
}

test('the name on the command line of the process that watches it', () => {
  const processes: Record<number, ProcEntry> = {
    30: process(20, 'gunicorn: worker'),
    20: process(10, 'gunicorn'),
    10: process(1, `/usr/bin/conmon --api-version 1 -c ${id} -u ${id} -n shop-web --exit-dir /run`),
  };
  const names = new ContainerNames(
    (pid) => processes[pid] ?? null,
    () => null,
  );
  const podman = { id, runtime: 'podman' } as const;
  assert.deepEqual(names.named(podman, 30), { ...podman, name: 'shop-web' });
  // Known by now, though its processes have gone.
  for (const pid of [10, 20, 30]) delete processes[pid];
  assert.equal(names.named(podman, 31).name, 'shop-web');
  const other = { id: 'cd'.repeat(32), runtime: 'podman' } as const;
  assert.deepEqual(names.named(other, 30), other);
});

test('the watcher of another container does not name this one', () => {
  const processes: Record<number, ProcEntry> = {
    30: process(10, 'sh'),
    10: process(1, `conmon -c ${'cd'.repeat(32)} -n other`),
  };
  const names = new ContainerNames(
    (pid) => processes[pid] ?? null,
    () => null,
  );
  assert.equal(names.named({ id }, 30).name, undefined);
});

test('Docker’s own file, where it can be read', () => {
  const files = new Map([
    [`/var/lib/docker/containers/${id}/config.v2.json`, '{"ID":"x","Name":"/shop_db_1"}'],
    [`/var/lib/docker/containers/${'cd'.repeat(32)}/config.v2.json`, '{"Name":'],
  ]);
  const names = new ContainerNames(
    () => null,
    (path) => files.get(path) ?? null,
  );
  assert.equal(names.named({ id, runtime: 'docker' }, 5).name, 'shop_db_1');
  assert.equal(names.named({ id: 'cd'.repeat(32), runtime: 'docker' }, 5).name, undefined);
  assert.equal(names.named({ id: 'ef'.repeat(32), runtime: 'docker' }, 5).name, undefined);
});
