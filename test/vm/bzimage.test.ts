import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mustRun } from '../../build/program.ts';
import { payloadOf, vmlinuxOf } from './bzimage.ts';
import { decompress, decompressorOf } from './decompress.ts';

function bzImage(payload: Buffer, setupSectors: number): Buffer {
  const setup = Buffer.alloc(((setupSectors || 4) + 1) * 512);
  setup.writeUInt8(setupSectors, 0x1f1);
  setup.write('HdrS', 0x202, 'latin1');
  setup.writeUInt16LE(0x20f, 0x206);
  setup.writeUInt32LE(64, 0x248);
  setup.writeUInt32LE(payload.length, 0x24c);
  return Buffer.concat([setup, Buffer.alloc(64), payload, Buffer.from('decompressor')]);
}

// As the kernel's build makes it: compressed, and the size of the original behind.
const vmlinux = Buffer.from(`\x7fELF${'kernel '.repeat(10_000)}`, 'latin1');
const size = Buffer.alloc(4);
size.writeUInt32LE(vmlinux.length);

test('takes the kernel out of the image', async () => {
  const payload = Buffer.concat([gzipSync(vmlinux), size]);
  assert.deepEqual(payloadOf(bzImage(payload, 27)), payload);
  assert.deepEqual(await vmlinuxOf(bzImage(payload, 27)), vmlinux);
  assert.deepEqual(await vmlinuxOf(bzImage(payload, 0)), vmlinux);
});

test('refuses what is no kernel image, and one that is cut short', () => {
  assert.throws(() => payloadOf(Buffer.alloc(4096)), /no bzImage/);
  assert.throws(() => payloadOf(Buffer.from('HdrS')), /no bzImage/);
  const image = bzImage(Buffer.alloc(1000), 4);
  assert.throws(() => payloadOf(image.subarray(0, image.length - 100)), /cut short/);
});

test('unpacks what Debian’s kernels and modules are packed with', async () => {
  for (const program of ['gzip', 'xz', 'zstd', 'lz4']) {
    const flags = program === 'lz4' ? ['-l', '-c'] : ['-c'];
    const command = `${program} ${flags.join(' ')} | base64`;
    const packed = Buffer.from(await mustRun('sh', ['-c', command], { input: vmlinux }), 'base64');
    assert.equal(decompressorOf(packed)?.[0], program);
    assert.deepEqual(await decompress(packed), vmlinux);
  }
  assert.deepEqual(await decompress(vmlinux), vmlinux);
});
