import type { Architecture } from './architecture.ts';
import type { KernelImage } from './kernel-image.ts';

/** What a virtual machine is made of. */
export interface Machine {
  readonly kernel: KernelImage;
  /** Appended to the kernel's command line. */
  readonly cmdline: string;
  /** Root file system, kernel modules, and files for a script (see guest/init). */
  readonly disks: readonly string[];
  /** Takes the serial console's output. */
  readonly serialLog: string;
  /** A free port of 127.0.0.1 that leads to the guest's sshd; none: no network beyond the guest. */
  readonly sshPort?: number;
  /**
   * `wall`: two processors, time as on the wall. `instructions`: one processor, and each instruction takes 2 ns,
   * so that a bench counts the same each time; idle time is skipped.
   */
  readonly clock: 'wall' | 'instructions';
  /** The disks keep what the guest writes, where their format allows (`.qcow2`). */
  readonly writable?: boolean;
  /** A Unix socket to be made for the QEMU Machine Protocol. */
  readonly control?: string;
  /** Where to continue from, in qemu's words. */
  readonly incoming?: string;
}

/** What guest/init says on the console when logins are possible. */
export const readyLine = 'http-trace-guest: ready';

const kernelArguments = [
  'quiet loglevel=3 panic=-1 root=/dev/vda rw mitigations=off nokaslr',
  'random.trust_cpu=on cryptomgr.notests net.ifnames=0',
];

/** What differs between the machines. */
const machines = {
  x86_64: {
    options: ['-cpu', 'max'],
    kernelArguments: 'console=ttyS0 no_timer_check 8250.nr_uarts=1 tsc=reliable',
  },
  aarch64: {
    // A server's. With the pointer authentication of `max` Node 18 is ended by SIGILL in code that it compiled.
    options: ['-M', 'virt,gic-version=3', '-cpu', 'neoverse-n1'],
    kernelArguments: 'console=ttyAMA0',
  },
} as const;

/** The name of the program that runs such a machine. */
export function qemuProgram(architecture: Architecture): string {
  return `qemu-system-${architecture}`;
}

/** The command line of {@link qemuProgram}. */
export function qemuArguments(machine: Machine): string[] {
  const counting = machine.clock === 'instructions';
  const forward =
    machine.sshPort === undefined ? '' : `,hostfwd=tcp:127.0.0.1:${machine.sshPort}-:22`;
  const own = machines[machine.kernel.architecture];
  const append = [own.kernelArguments, ...kernelArguments, machine.cmdline].join(' ').trim();
  return [
    // The processors take turns in one thread. With one each, qemu before 8.1 may go on with code that another processor
    // has just changed, as attaching a program does, and the guest's kernel dies of an int3 that nobody knows. Where two
    // machines run on two processors it costs nothing.
    ...['-accel', 'tcg,thread=single'],
    ...(counting ? ['-icount', 'shift=1,sleep=off,align=off'] : []),
    ...own.options,
    ...['-smp', counting ? '1' : '2', '-m', '1024'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', machine.kernel.vmlinux, '-initrd', machine.kernel.initramfs, '-append', append],
    ...machine.disks.flatMap((path, index) =>
      diskArguments(path, index, machine.writable ?? false),
    ),
    // The guest reaches nothing but itself; only the forwarded port leads in.
    ...['-netdev', `user,id=n0,restrict=on,ipv6=off${forward}`],
    ...['-device', 'virtio-net-pci,netdev=n0,romfile='],
    ...['-serial', `file:${machine.serialLog}`, '-monitor', 'none'],
    ...(machine.control === undefined
      ? []
      : ['-qmp', `unix:${escaped(machine.control)},server=on,wait=off`]),
    ...(machine.incoming === undefined ? [] : ['-incoming', machine.incoming]),
  ];
}

function diskArguments(path: string, index: number, writable: boolean): string[] {
  const layered = path.endsWith('.qcow2');
  const format = `format=${layered ? 'qcow2' : 'raw'},snapshot=${layered && writable ? 'off' : 'on'}`;
  return [
    ...['-drive', `file=${escaped(path)},${format},if=none,id=d${index}`],
    ...['-device', `virtio-blk-pci,drive=d${index}`],
  ];
}

/** qemu's options are separated by commas, so that one within a name stands twice. */
function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}
