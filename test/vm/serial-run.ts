import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mustRun } from '../../build/program.ts';
import { spawnQemu, waitForConsole } from './boot.ts';
import { kernelImage } from './kernel-image.ts';
import { defaultKernel, type KernelName } from './kernels.ts';
import type { Machine } from './qemu.ts';
import { rootFs } from './root-fs.ts';

/** A file that the guest gets before the script runs; owned by root. */
export type GuestFile = {
  /** Absolute, in the guest. */
  readonly path: string;
  /** 0o644 unless given. */
  readonly mode?: number;
} & ({ readonly content: string | Uint8Array } | { readonly localFile: string });

/** What is to be run in a virtual machine of its own. */
export interface SerialRun {
  readonly kernel?: KernelName;
  readonly cmdline?: string;
  readonly files?: readonly GuestFile[];
  /** Images of more disks, `/dev/vdd` and on. */
  readonly disks?: readonly string[];
  /** A bash script, run as root with nginx already serving on port 80. */
  readonly script: string;
  /** `instructions` (the default): time is a count of instructions, the same in each run. */
  readonly clock?: Machine['clock'];
  /** For all of it, in real time. */
  readonly timeoutMs?: number;
  readonly progress?: (line: string) => void;
}

const begins = 'http-trace-guest: script begins\n';
const ends = /http-trace-guest: script ended with (\d+)\n/;

/**
 * Boots a virtual machine, runs the script in it and powers it off. Returns what the script printed (both
 * streams, as one text) and its exit status.
 *
 * @throws when the machine does not come to the script's end
 */
export async function runOnSerial(run: SerialRun): Promise<{ output: string; status: number }> {
  const progress = run.progress ?? (() => undefined);
  const [kernel, root] = await Promise.all([
    kernelImage(run.kernel ?? defaultKernel, progress),
    rootFs(progress),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-serial-run-'));
  try {
    const machine: Machine = {
      kernel,
      cmdline: run.cmdline ?? '',
      disks: [root.image, kernel.modules, await pack(run, folder), ...(run.disks ?? [])],
      serialLog: join(folder, 'console.log'),
      clock: run.clock ?? 'instructions',
    };
    const qemu = await spawnQemu(machine, folder, 'process');
    try {
      const console = await waitForConsole({ qemu, machine, folder }, (text) => ends.test(text), {
        timeoutMs: run.timeoutMs ?? 600_000,
      });
      const start = console.indexOf(begins) + begins.length;
      const end = ends.exec(console);
      return { output: console.slice(start, end?.index), status: Number(end?.[1]) };
    } finally {
      qemu.kill('SIGKILL');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files and the script as a tar archive, which the guest gets as its third disk. */
async function pack(run: SerialRun, folder: string): Promise<string> {
  const tree = join(folder, 'tree');
  const script: GuestFile = { path: '/run-on-serial', content: run.script, mode: 0o755 };
  const files = [...(run.files ?? []), script];
  for (const file of files) {
    const target = join(tree, file.path);
    await mkdir(dirname(target), { recursive: true });
    if ('localFile' in file) await copyFile(file.localFile, target);
    else await writeFile(target, file.content);
    await chmod(target, file.mode ?? 0o644);
  }
  // The files alone: folders would give their permissions to the guest's.
  const archive = join(folder, 'files.tar');
  const names = files.map((file) => file.path.replace(/^\/+/, ''));
  await mustRun('tar', ['-C', tree, '--owner=0', '--group=0', '-cf', archive, '--', ...names]);
  await rm(tree, { recursive: true });
  return archive;
}
