import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from '../../build/artefact.ts';
import { mustRun } from '../../build/program.ts';
import { freePort, QemuEnded, spawnQemu, waitForConsole, waitForSsh } from './boot.ts';
import type { KernelImage } from './kernel-image.ts';
import { type Machine, qemuProgram, readyLine } from './qemu.ts';
import { Qmp, qmpSocket } from './qmp.ts';
import type { RootFs } from './root-fs.ts';

/** A virtual machine as it was when it had just started. */
export interface SavedState {
  /** Its disk: what it wrote, on top of the root file system. */
  readonly disk: string;
  /** Its memory and devices. */
  readonly memory: string;
}

/** The state of a host with this kernel after its start, from the cache or else from a host started for it. */
export async function savedState(
  kernel: KernelImage,
  root: RootFs,
  options: {
    progress: (line: string) => void;
    timeoutMs: number;
    signal?: AbortSignal | undefined;
  },
): Promise<SavedState> {
  const version = await mustRun(qemuProgram(kernel.architecture), ['--version']);
  const folder = await artefact({
    name: 'vm/state',
    files: [import.meta.filename, join(import.meta.dirname, 'qemu.ts')],
    values: [version, kernel.vmlinux, root.image],
    build: (target) => build(kernel, root, target, options),
  });
  return stateIn(folder);
}

function stateIn(folder: string): SavedState {
  return { disk: join(folder, 'disk.qcow2'), memory: join(folder, 'memory') };
}

async function build(
  kernel: KernelImage,
  root: RootFs,
  folder: string,
  options: {
    progress: (line: string) => void;
    timeoutMs: number;
    signal?: AbortSignal | undefined;
  },
): Promise<void> {
  options.progress(`Booting ${kernel.release} once, to save its state …`);
  const { disk, memory } = stateIn(folder);
  await mustRun('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', root.image, disk]);
  const socket = qmpSocket();
  const sshPort = await freePort();
  const machine: Machine = {
    kernel,
    cmdline: '',
    disks: [disk, kernel.modules],
    writable: true,
    serialLog: join(folder, 'console.log'),
    sshPort,
    clock: 'wall',
    control: socket.path,
  };
  const qemu = await spawnQemu(machine, folder, 'process');
  try {
    const ready = (console: string) => console.includes(readyLine);
    await waitForConsole({ qemu, machine, folder }, ready, options);
    await waitForSsh(sshPort, options.timeoutMs);
    const qmp = await Qmp.connect(socket.path);
    if (!qmp) throw new Error('qemu does not listen on its control socket.');
    await qmp.execute('migrate', { uri: `exec:cat > ${quoted(memory)}` });
    const end = await qmp.waitForStatus(
      'query-migrate',
      ['completed', 'failed'],
      options.timeoutMs,
    );
    if (end === 'failed') throw new Error(`The state of ${kernel.release} could not be saved.`);
    // Orderly, so that it finishes writing the disk.
    const ended = once(qemu, 'exit');
    await qmp.execute('quit');
    await ended;
    await Promise.all(['console.log', 'qemu.log'].map((name) => rm(join(folder, name))));
  } finally {
    qemu.kill('SIGKILL');
    socket.remove();
  }
}

/** The words that make qemu continue from a saved state. */
export function incomingFrom(state: SavedState): string {
  return `exec:cat ${quoted(state.memory)}`;
}

/** Waits until a machine that continues from a saved state runs. */
export async function waitForRestored(
  qemu: ChildProcess,
  socket: string,
  timeoutMs: number,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  const ended = () => qemu.exitCode !== null || qemu.signalCode !== null;
  for (;;) {
    if (ended()) throw new QemuEnded('The saved state could not be restored.');
    if (Date.now() > until) throw new Error(`qemu did not start within ${timeoutMs / 1000} s.`);
    const qmp = await Qmp.connect(socket);
    if (!qmp) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    try {
      await qmp.waitForStatus('query-status', ['running'], timeoutMs);
      return;
    } catch (error) {
      throw ended() ? new QemuEnded('The saved state could not be restored.') : error;
    } finally {
      qmp.close();
    }
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
