import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramResult } from '../../build/program.ts';
import {
  freePort,
  type Lifetime,
  QemuEnded,
  spawnQemu,
  waitForConsole,
  waitForSsh,
} from './boot.ts';
import { kernelImage } from './kernel-image.ts';
import { defaultKernel, type KernelName } from './kernels.ts';
import { endProcess, identityOf } from './process-identity.ts';
import type { Machine } from './qemu.ts';
import { rootFs } from './root-fs.ts';
import {
  type HostDescription,
  type HostRecord,
  newRunFolder,
  readRecord,
  removeRunFolder,
  runFolder,
  runningHosts,
  writeRecord,
} from './run-folder.ts';
import { SshCommands } from './ssh.ts';
import { dev } from './users.ts';

/** Which host is wanted. */
export interface HostOptions {
  readonly kernel?: KernelName;
  /** Appended to the kernel's command line: `lockdown=confidentiality`, say. */
  readonly cmdline?: string;
  /** `process` (the default): the host ends with this process at the latest. */
  readonly lifetime?: Lifetime;
  /** Told each step, one line at a time. */
  readonly progress?: (line: string) => void;
  /** For the guest's start; generous, since emulation is at times much slower than usual. */
  readonly timeoutMs?: number;
  /** Gives up, and leaves nothing running. */
  readonly signal?: AbortSignal;
}

/** A virtual machine with a Debian kernel, reachable by SSH. */
export class VmHost {
  private readonly commands: SshCommands;

  constructor(private readonly record: HostRecord) {
    this.commands = new SshCommands(record.description);
  }

  /** How to log in to it. */
  get target(): HostDescription {
    return this.record.description;
  }

  /** Runs a shell command on the host, as `dev` unless another user is named. Never fails by exit status. */
  run(
    command: string,
    options?: { user?: string; input?: string | Uint8Array; timeoutMs?: number },
  ): Promise<ProgramResult> {
    return this.commands.run(command, options);
  }

  /** Like {@link run}; fails unless the exit status is 0. Returns standard output. */
  async mustRun(
    command: string,
    options?: { user?: string; input?: string | Uint8Array; timeoutMs?: number },
  ): Promise<string> {
    const result = await this.run(command, options);
    if (result.status !== 0) {
      throw new Error(
        `${command} ended with exit status ${result.status} on host ${this.target.id}: ${result.stderr.trim()}`,
      );
    }
    return result.stdout;
  }

  /** Ends the machine and removes what it left. */
  async stop(): Promise<void> {
    await this.commands.close();
    await endProcess(this.record.qemu);
    await removeRunFolder(this.target.id);
  }
}

/** Boots a host, and returns when its sshd answers. The first one of all makes kernel and disk: a minute. */
export async function startHost(options: HostOptions = {}): Promise<VmHost> {
  const progress = options.progress ?? (() => undefined);
  const kernel = options.kernel ?? defaultKernel;
  await runningHosts(); // removes what hosts that died have left
  const [image, root] = await Promise.all([kernelImage(kernel, progress), rootFs(progress)]);
  progress(`Booting ${image.release} …`);
  for (let attempt = 1; ; attempt++) {
    const id = await newRunFolder(kernel);
    const folder = runFolder(id);
    const sshPort = await freePort();
    const machine: Machine = {
      kernel: image,
      cmdline: options.cmdline ?? '',
      disks: [root.image, image.modules],
      serialLog: join(folder, 'console.log'),
      sshPort,
      clock: 'wall',
    };
    const knownHostsFile = join(folder, 'known_hosts');
    const description: HostDescription = {
      id,
      host: '127.0.0.1',
      port: sshPort,
      user: dev.name,
      identityFile: root.identityFile,
      knownHostsFile,
      kernel: image.release,
    };
    await writeFile(knownHostsFile, `[127.0.0.1]:${sshPort} ${root.hostKey}\n`);
    const qemu = await spawnQemu(machine, folder, options.lifetime ?? 'process');
    const timeoutMs = options.timeoutMs ?? 180_000;
    try {
      // At once, so that "list" and "down" know the machine whatever becomes of this process.
      const record = recordOf(description, qemu.pid);
      await writeRecord(record);
      const ready = (console: string) => console.includes('http-trace-guest: ready');
      await waitForConsole({ qemu, machine, folder }, ready, { timeoutMs, signal: options.signal });
      await waitForSsh(sshPort, timeoutMs);
      qemu.unref();
      return new VmHost(record);
    } catch (error) {
      qemu.kill('SIGKILL');
      await removeRunFolder(id);
      // Somebody else may have taken the port in the meantime.
      if (!(error instanceof QemuEnded) || attempt === 3) throw error;
    }
  }
}

function recordOf(description: HostDescription, pid: number | undefined): HostRecord {
  const qemu = identityOf(pid ?? 0);
  if (!qemu) throw new QemuEnded('qemu ended at once.');
  return { description, qemu, startedAt: new Date().toISOString() };
}

/** The host with this id, started by this process or another; undefined if none is known. */
export function findHost(id: string): VmHost | undefined {
  const record = readRecord(id);
  return record && new VmHost(record);
}
