import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { dist } from '../../build/paths.ts';
import { mustRun } from '../../build/program.ts';
import type { KernelName } from '../vm/kernels.ts';
import { runOnSerial } from '../vm/serial-run.ts';
import { overheadReport } from './overhead-report.ts';
import type { BenchReport } from './report.ts';
import { Sections } from './sections.ts';

const here = import.meta.dirname;

/**
 * What a trace costs the host that is traced: the same load with and without it, in a virtual machine whose
 * clock counts instructions.
 *
 * @throws when the guest does not come to its end, or lost track of its load
 */
export async function overhead(
  kernel: KernelName,
  progress: (line: string) => void,
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-bench-'));
  try {
    const [byteStream, tally] = await Promise.all([compileByteStream(folder), bundleTally(folder)]);
    progress(`Measuring on a machine of its own with kernel ${kernel}; takes some minutes …`);
    const { output, status } = await runOnSerial({
      kernel,
      progress,
      timeoutMs: 1_800_000,
      files: [
        { path: '/bench/byte-stream', localFile: byteStream, mode: 0o755 },
        { path: '/bench/tally.cjs', localFile: tally },
        { path: '/bench/agent.cjs', localFile: join(dist, 'agent/agent.cjs') },
        {
          path: '/bench/http-trace-loader',
          localFile: join(dist, 'agent/x86_64/http-trace-loader'),
          mode: 0o755,
        },
      ],
      script: await readFile(join(here, 'guest/overhead.sh'), 'utf8'),
    });
    const sections = new Sections(output);
    if (sections.has('failed')) throw new Error(`In the guest ${sections.text('failed')}.`);
    if (status !== 0 || !sections.has('end')) {
      throw new Error(`The guest's script ended with status ${status}: ${output.slice(-1000)}`);
    }
    return overheadReport(sections);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compileByteStream(folder: string): Promise<string> {
  const program = join(folder, 'byte-stream');
  const options = ['-O2', '-static', '-Wall', '-Werror'];
  await mustRun('musl-gcc', [...options, '-o', program, join(here, 'byte-stream.c')]);
  return program;
}

async function bundleTally(folder: string): Promise<string> {
  const outfile = join(folder, 'tally.cjs');
  const entryPoints = [join(here, 'guest/tally.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
  return outfile;
}
