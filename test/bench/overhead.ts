import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../build/program.ts';
import type { KernelName } from '../vm/kernels.ts';
import { agentFiles, runInGuest } from './guest-run.ts';
import { overheadReport } from './overhead-report.ts';
import type { BenchReport } from './report.ts';

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
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-byte-stream-'));
  try {
    const byteStream = await compileByteStream(folder);
    progress(`Measuring on a machine of its own with kernel ${kernel}; takes some minutes …`);
    return overheadReport(
      await runInGuest({
        kernel,
        progress,
        script: 'overhead.sh',
        programs: ['tally'],
        files: [...agentFiles, { path: '/bench/byte-stream', localFile: byteStream, mode: 0o755 }],
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compileByteStream(folder: string): Promise<string> {
  const program = join(folder, 'byte-stream');
  const options = ['-O2', '-static', '-Wall', '-Werror'];
  const source = join(import.meta.dirname, 'byte-stream.c');
  await mustRun('musl-gcc', [...options, '-o', program, source]);
  return program;
}
