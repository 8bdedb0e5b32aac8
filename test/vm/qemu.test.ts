import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuArguments } from './qemu.ts';

const machine = {
  kernel: {
    architecture: 'x86_64',
    release: '6.12',
    vmlinux: '/k/vmlinux',
    initramfs: '/k/initramfs',
    modules: '/k/m',
  },
  cmdline: 'lockdown=confidentiality',
  disks: ['/a.img', '/odd,name.img'],
  serialLog: '/log',
  clock: 'wall',
} as const;

const after = (args: readonly string[], option: string) => args[args.indexOf(option) + 1];

test('appends to the kernel’s command line', () => {
  assert.match(
    after(qemuArguments(machine), '-append') ?? '',
    /^console=ttyS0 .* lockdown=confidentiality$/,
  );
});

test('nothing is written to the disks, whatever their names', () => {
  const drives = qemuArguments(machine).filter((word) => word.startsWith('file=/'));
  assert.deepEqual(drives, [
    'file=/a.img,format=raw,snapshot=on,if=none,id=d0',
    'file=/odd,,name.img,format=raw,snapshot=on,if=none,id=d1',
  ]);
});

test('writes to the disk of a state that is being saved, and to nothing else', () => {
  const disks = ['/disk.qcow2', '/modules.img'];
  const drives = (writable: boolean) =>
    qemuArguments({ ...machine, disks, writable }).filter((word) => word.startsWith('file=/'));
  assert.match(drives(true)[0] ?? '', /format=qcow2,snapshot=off/);
  assert.match(drives(true)[1] ?? '', /format=raw,snapshot=on/);
  assert.match(drives(false)[0] ?? '', /format=qcow2,snapshot=on/);
});

test('forwards a port of the loopback address only', () => {
  const network = after(qemuArguments({ ...machine, sshPort: 2200 }), '-netdev') ?? '';
  assert.match(network, /,restrict=on/);
  assert.match(network, /,hostfwd=tcp:127\.0\.0\.1:2200-:22$/);
  assert.doesNotMatch(after(qemuArguments(machine), '-netdev') ?? '', /hostfwd/);
});

test('counts instructions with one processor', () => {
  const args = qemuArguments({ ...machine, clock: 'instructions' });
  assert.equal(after(args, '-smp'), '1');
  assert.equal(after(args, '-icount'), 'shift=1,sleep=off,align=off');
  assert.equal(after(args, '-accel'), 'tcg,thread=single');
});

test('an aarch64 machine', () => {
  const args = qemuArguments({
    ...machine,
    kernel: { ...machine.kernel, architecture: 'aarch64' },
  });
  assert.equal(after(args, '-M'), 'virt,gic-version=3');
  assert.match(after(args, '-append') ?? '', /^console=ttyAMA0 /);
});
