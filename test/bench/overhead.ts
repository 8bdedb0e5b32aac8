import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../build/program.ts';
import type { KernelName } from '../vm/kernels.ts';
import { agentFiles, runInGuest } from './guest-run.ts';
import { overheadReport } from './overhead-report.ts';
import { peersDisk } from './peers.ts';
import type { BenchReport } from './report.ts';

/**
 * What a trace costs the host that is traced, by each design, and what other programs cost it: the same loads with and
 * without them, in a virtual machine whose clock counts instructions.
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
    const disk = await peersDisk(progress);
    progress(`Measuring on two machines of its own with kernel ${kernel}; takes some minutes …`);
    const [captures, agents] = await Promise.all([
      runInGuest({
        kernel,
        progress,
        scripts: ['loads.sh', 'captures.sh'],
        files: [...agentFiles, { path: '/bench/byte-stream', localFile: byteStream, mode: 0o755 }],
      }),
      runInGuest({
        kernel,
        progress,
        scripts: ['loads.sh', 'peers.sh', 'agents.sh'],
        programs: ['tally'],
        disks: [disk],
        files: agentFiles,
      }),
    ]);
    return overheadReport(captures, agents);
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
