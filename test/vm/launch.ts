import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  type Lifetime,
  QemuEnded,
  spawnQemu,
  waitForConsole,
  waitForSsh,
} from './boot.ts';
import type { KernelImage } from './kernel-image.ts';
import { identityOf } from './process-identity.ts';
import { type Machine, readyLine } from './qemu.ts';
import { qmpSocket } from './qmp.ts';
import type { RootFs } from './root-fs.ts';
import {
  type HostDescription,
  type HostRecord,
  newRunFolder,
  removeRunFolder,
  runFolder,
  writeRecord,
} from './run-folder.ts';
import { incomingFrom, type SavedState, waitForRestored } from './saved-state.ts';
import { dev } from './users.ts';

/** How a host is to be started. */
export interface Launch {
  /** The start of its id. */
  readonly name: string;
  readonly kernel: KernelImage;
  readonly root: RootFs;
  readonly cmdline: string;
  /** Where to continue; without it the kernel boots. */
  readonly state?: SavedState | undefined;
  readonly lifetime: Lifetime;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a virtual machine in a run folder of its own, and returns when its sshd answers.
 *
 * @throws QemuEnded when qemu gives up: the port was taken meanwhile, the state is of another qemu
 */
export async function launch(options: Launch): Promise<HostRecord> {
  const id = await newRunFolder(options.name);
  const folder = runFolder(id);
  const port = await freePort();
  const description = await describe(options, id, port);
  const control = qmpSocket();
  const machine: Machine = {
    kernel: options.kernel,
    cmdline: options.cmdline,
    disks: [options.state?.disk ?? options.root.image, options.kernel.modules],
    serialLog: join(folder, 'console.log'),
    sshPort: port,
    clock: 'wall',
    ...(options.state && { control: control.path, incoming: incomingFrom(options.state) }),
  };
  const qemu = await spawnQemu(machine, folder, options.lifetime);
  try {
    const identity = identityOf(qemu.pid ?? 0);
    if (!identity) throw new QemuEnded('qemu ended at once.');
    // At once, so that "list" and "down" know the machine whatever becomes of this process.
    const record = { description, qemu: identity, startedAt: new Date().toISOString() };
    await writeRecord(record);
    if (options.state) await waitForRestored(qemu, control.path, options.timeoutMs);
    else
      await waitForConsole({ qemu, machine, folder }, (text) => text.includes(readyLine), options);
    await waitForSsh(port, options.timeoutMs);
    qemu.unref();
    return record;
  } catch (error) {
    qemu.kill('SIGKILL');
    await removeRunFolder(id);
    throw error;
  } finally {
    control.remove();
  }
}

async function describe(
  { kernel, root }: Launch,
  id: string,
  port: number,
): Promise<HostDescription> {
  const knownHostsFile = join(runFolder(id), 'known_hosts');
  await writeFile(knownHostsFile, `[127.0.0.1]:${port} ${root.hostKey}\n`);
  return {
    id,
    host: '127.0.0.1',
    port,
    user: dev.name,
    identityFile: root.identityFile,
    knownHostsFile,
    kernel: kernel.release,
  };
}
