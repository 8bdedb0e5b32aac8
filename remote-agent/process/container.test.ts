import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerOf } from './container.ts';

const id = '0123456789abcdef'.repeat(4);
const uid = '1c1f9d6e-3b39-4d0e-8d5e-0123456789ab';
const inSlice = uid.replaceAll('-', '_');

const paths: readonly (readonly [path: string, runtime?: string | undefined, pod?: string])[] = [
  [`/docker/${id}`, 'docker'],
  [`/system.slice/docker-${id}.scope`, 'docker'],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${id}.scope`, 'docker'],
  [`/machine.slice/libpod-${id}.scope`, 'podman'],
  [`/machine.slice/libpod-${id}.scope/container`, 'podman'],
  [`/libpod_parent/libpod-${id}`, 'podman'],
  [`/system.slice/nerdctl-${id}.scope`, 'containerd'],
  [`/kubepods/besteffort/pod${uid}/${id}`, undefined, uid],
  [
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${inSlice}.slice/cri-containerd-${id}.scope`,
    'containerd',
    uid,
  ],
  [`/kubepods.slice/kubepods-pod${inSlice}.slice/crio-${id}.scope/container`, 'cri-o', uid],
  [
    `/system.slice/containerd.service/kubepods-burstable-pod${inSlice}.slice:cri-containerd:${id}`,
    'containerd',
    uid,
  ],
  [`/ecs/task/${id}`],
  [`/../../docker-${id}.scope`, 'docker'],
];

for (const [path, runtime, pod] of paths) {
  test(`container of ${path}`, () => {
    const wanted = { id, ...(runtime ? { runtime } : {}), ...(pod ? { pod } : {}) };
    assert.deepEqual(containerOf(`0::${path}\n`), wanted);
    const v1 = `12:pids:${path}\n11:cpu,cpuacct:${path}\n1:name=systemd:${path}\n0::/\n`;
    assert.deepEqual(containerOf(v1), wanted);
  });
}

test('containers that have a name only', () => {
  const web = { id: 'web-1', name: 'web-1' };
  assert.deepEqual(containerOf('0::/lxc/web-1\n'), { ...web, runtime: 'lxc' });
  assert.deepEqual(containerOf('0::/lxc.payload.web-1/system.slice/x.service\n'), {
    ...web,
    runtime: 'lxc',
  });
  assert.deepEqual(containerOf('0::/machine.slice/machine-web\\x2d1.scope/payload\n'), {
    ...web,
    runtime: 'nspawn',
  });
});

test('processes of the host are in none', () => {
  for (const path of [
    '/',
    '/user.slice/user-1000.slice/session-3.scope',
    '/system.slice/docker.service',
    `/machine.slice/libpod-conmon-${id}.scope`,
    `/system.slice/run-${id.slice(1)}.scope`,
  ]) {
    assert.equal(containerOf(`0::${path}\n`), undefined, path);
  }
  assert.equal(containerOf(''), undefined);
});

test('the inner one of two', () => {
  const inner = 'f'.repeat(64);
  const path = `/system.slice/docker-${id}.scope/docker/${inner}`;
  assert.deepEqual(containerOf(`0::${path}\n`), { id: inner, runtime: 'docker' });
});
