import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKernelName, kernels, newestPackage, packagesOfImage } from './kernels.ts';

const offered = [
  'linux-image-6.1.0-47-cloud-amd64',
  'linux-image-6.1.0-9-cloud-amd64',
  'linux-image-6.1.0-50-cloud-amd64-unsigned',
  'linux-image-6.1.0-0.deb11.51-cloud-amd64',
  'linux-image-6.12.95+deb12-cloud-amd64',
  'linux-image-6.12.117+deb12-cloud-amd64',
  'linux-image-6.12.117+deb12-cloud-amd64-dbg',
  'linux-image-6.12.90+deb12.1-cloud-amd64',
  'linux-image-6.18.15+deb13-cloud-amd64',
  'linux-image-7.3.4+deb13-cloud-amd64',
  'linux-image-7.10.1+deb13-cloud-amd64',
  'linux-image-cloud-amd64',
];

test('chooses the newest package of a kernel by number, not by letter', () => {
  const newest = (name: keyof typeof kernels) => newestPackage(offered, kernels[name].package);
  assert.equal(newest('6.1'), 'linux-image-6.1.0-47-cloud-amd64');
  assert.equal(newest('6.12'), 'linux-image-6.12.117+deb12-cloud-amd64');
  assert.equal(newest('newest'), 'linux-image-7.10.1+deb13-cloud-amd64');
  assert.equal(newest('5.10'), undefined);
});

test('a rebuild of the same version is newer', () => {
  const names = [
    'linux-image-6.12.90+deb12.1-cloud-amd64',
    'linux-image-6.12.90+deb12-cloud-amd64',
  ];
  assert.equal(newestPackage(names, kernels['6.12'].package), names[0]);
});

test('adds the packages that hold the files of later kernels', () => {
  const image = 'linux-image-7.3.4+deb13-cloud-amd64';
  const binary = 'linux-binary-7.3.4+deb13-cloud-amd64';
  const modules = 'linux-modules-7.3.4+deb13-cloud-amd64';
  assert.deepEqual(packagesOfImage(image, new Set([image, modules, binary, 'other'])), [
    image,
    binary,
    modules,
  ]);
  assert.deepEqual(packagesOfImage(image, new Set([image])), [image]);
});

test('knows its kernels by name', () => {
  assert.ok(isKernelName('6.12'));
  assert.ok(!isKernelName('toString'));
});
