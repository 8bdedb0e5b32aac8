import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dependenciesOf, loadModules } from './modules.ts';

const module = (depends: string) =>
  Buffer.from(`\x7fELF....\0license=GPL\0depends=${depends}\0retpoline=Y\0`, 'latin1');

test('reads what a module depends on', () => {
  assert.deepEqual(dependenciesOf(module('net-failover,virtio_ring')), [
    'net_failover',
    'virtio_ring',
  ]);
  assert.deepEqual(dependenciesOf(module('')), []);
  assert.deepEqual(dependenciesOf(Buffer.from('no such section')), []);
});

test('puts each module after what it depends on, once, and leaves out what is built in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'modules-test-'));
  try {
    mkdirSync(join(folder, 'kernel/net'), { recursive: true });
    writeFileSync(join(folder, 'kernel/net/virtio-net.ko'), module('net_failover,virtio'));
    writeFileSync(join(folder, 'kernel/net/net_failover.ko.gz'), gzipSync(module('failover')));
    writeFileSync(join(folder, 'kernel/failover.ko'), module(''));
    const modules = await loadModules(folder, ['virtio_net', 'failover', 'virtio_blk']);
    assert.deepEqual(
      modules.map(({ name }) => name),
      ['failover', 'net_failover', 'virtio_net'],
    );
    assert.deepEqual(modules[1]?.content, module('failover'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
