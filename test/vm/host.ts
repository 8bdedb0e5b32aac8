import type { ProgramResult } from '../../build/program.ts';
import { type Lifetime, QemuEnded } from './boot.ts';
import { setClock } from './clock.ts';
import { kernelImage } from './kernel-image.ts';
import { defaultKernel, type KernelName, kernels } from './kernels.ts';
import { launch } from './launch.ts';
import { endProcess } from './process-identity.ts';
import { rootFs } from './root-fs.ts';
import { rootFsArm64 } from './root-fs-arm64.ts';
import {
  type HostDescription,
  type HostRecord,
  readRecord,
  removeRunFolder,
  runningHosts,
} from './run-folder.ts';
import { savedState } from './saved-state.ts';
import { SshCommands } from './ssh.ts';

/** Which host is wanted. */
export interface HostOptions {
  readonly kernel?: KernelName;
  /** Appended to the kernel's command line: `lockdown=confidentiality`, say. */
  readonly cmdline?: string;
  /** Boots even where a saved state could be restored. */
  readonly boot?: boolean;
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

  /** Sets its clock to this machine's; ends the host when that fails. */
  async setClock(timeoutMs = 60_000): Promise<void> {
    try {
      await setClock(this.commands, timeoutMs);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Closes the logins of {@link run}. The machine goes on. */
  async disconnect(): Promise<void> {
    await this.commands.close();
  }

  /** Ends the machine and removes what it left. */
  async stop(): Promise<void> {
    try {
      await this.disconnect();
    } finally {
      await endProcess(this.record.qemu);
      await removeRunFolder(this.target.id);
    }
  }
}

/**
 * Starts a host, and returns when it takes logins and its clock is right. It continues from a saved state where
 * that is possible, which takes a quarter of the time of a boot. The first host of all makes kernel and disk: a
 * minute or two.
 */
export async function startHost(options: HostOptions = {}): Promise<VmHost> {
  const { cmdline = '', kernel: name = defaultKernel, lifetime = 'process', signal } = options;
  const progress = options.progress ?? (() => undefined);
  const timeoutMs = options.timeoutMs ?? 180_000;
  await runningHosts(); // removes what hosts that died have left
  const { architecture } = kernels[name];
  const [kernel, root] = await Promise.all([
    kernelImage(name, progress),
    architecture === 'x86_64' ? rootFs(progress) : rootFsArm64(progress),
  ]);
  const resumable = cmdline === '' && options.boot !== true;
  let state = resumable
    ? await savedState(kernel, root, { progress, timeoutMs, signal })
    : undefined;
  for (let attempt = 1; ; attempt++) {
    progress(`${state ? 'Restoring' : 'Booting'} ${kernel.release} …`);
    try {
      const details = { name, kernel, root, cmdline, state, lifetime, timeoutMs, signal };
      const host = new VmHost(await launch(details));
      await host.setClock(timeoutMs);
      return host;
    } catch (error) {
      if (!(error instanceof QemuEnded) || attempt === 3) throw error;
      progress(error.message);
      state = undefined;
    }
  }
}

/** The host with this id, started by this process or another; undefined if none is known. */
export function findHost(id: string): VmHost | undefined {
  const record = readRecord(id);
  return record && new VmHost(record);
}
