import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { dist } from '../../build/paths.ts';
import type { KernelName } from '../vm/kernels.ts';
import { type GuestFile, runOnSerial } from '../vm/serial-run.ts';
import { Sections } from './sections.ts';

const guest = join(import.meta.dirname, 'guest');

export interface GuestRun {
  readonly kernel: KernelName;
  /** Of scripts in `guest/`, run as one after common.sh. */
  readonly scripts: readonly string[];
  readonly files?: readonly GuestFile[];
  /** Images of more disks, `/dev/vdd` and on. */
  readonly disks?: readonly string[];
  /** Names of programs in `guest/` that the script runs with node, as `/bench/NAME.cjs`. */
  readonly programs?: readonly string[];
  readonly progress: (line: string) => void;
}

/** The agent and its loader, as `/bench/agent.cjs` and `/bench/http-trace-loader`. */
export const agentFiles: readonly GuestFile[] = [
  { path: '/bench/agent.cjs', localFile: join(dist, 'agent/agent.cjs') },
  {
    path: '/bench/http-trace-loader',
    localFile: join(dist, 'agent/x86_64/http-trace-loader'),
    mode: 0o755,
  },
];

/**
 * Runs a script of `guest/` in a virtual machine whose clock counts instructions, and returns what it measured.
 *
 * @throws when the guest does not come to its end, or says that something failed
 */
export async function runInGuest(run: GuestRun): Promise<Sections> {
  const { kernel, files = [], disks = [], programs = [], progress } = run;
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-bench-'));
  try {
    const bundles = await Promise.all(programs.map((name) => bundle(folder, name)));
    const parts = ['common.sh', ...run.scripts].map((name) => readFile(join(guest, name), 'utf8'));
    const { output, status } = await runOnSerial({
      kernel,
      progress,
      timeoutMs: 3_600_000,
      files: [...files, ...bundles],
      disks,
      script: (await Promise.all(parts)).join(''),
    });
    const sections = new Sections(output);
    if (sections.has('failed')) throw new Error(`In the guest ${sections.text('failed')}.`);
    if (status !== 0 || !sections.has('end')) {
      throw new Error(`The guest's script ended with status ${status}: ${output.slice(-1000)}`);
    }
    return sections;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundle(folder: string, name: string): Promise<GuestFile> {
  const outfile = join(folder, `${name}.cjs`);
  const entryPoints = [join(guest, `${name}.ts`)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
  return { path: `/bench/${name}.cjs`, localFile: outfile };
}
