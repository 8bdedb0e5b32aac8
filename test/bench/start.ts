import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../../build/paths.ts';
import type { TraceTarget } from '../../extension/core/session/session.ts';
import { startOptions } from '../../extension/core/testing/session-bench.ts';
import { NetworkNamespace } from '../integration/network-namespace.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import type { KernelName } from '../vm/kernels.ts';
import { type BenchReport, table } from './report.ts';
import { measureStarts, runs, type StartTimes } from './start-measure.ts';
import { uploadBytes } from './start-upload.ts';

/** Longer than all of the bench takes. */
const longMs = 3_600_000;

/**
 * How long a start takes, on a host that was used before and on a new one, at several round-trip times, and how many
 * bytes are uploaded. Twice: on a host as fast as this machine, by packets, as its kernel may refuse the others; and
 * on an emulated one, by the first choice.
 */
export async function start(
  kernel: KernelName,
  progress: (line: string) => void,
): Promise<BenchReport> {
  const here = await startsHere();
  const emulated = await startsEmulated(kernel, progress);
  const upload = await uploadBytes();
  const results: Record<string, number> = { 'upload-bytes': upload };
  const rows: string[][] = [];
  for (const [place, times] of Object.entries({ here, emulated })) {
    for (const { kind, roundTripMs, readyMs, firstRowMs } of times) {
      const name = `${place}-${kind}-rtt${roundTripMs}`;
      results[`${name}-ready-ms`] = Math.round(readyMs);
      results[`${name}-ms`] = Math.round(firstRowMs);
      const what = `${place}, ${kind}, ${roundTripMs} ms`;
      rows.push([what, readyMs.toFixed(0), firstRowMs.toFixed(0)]);
    }
  }
  const head = ['Host, round trip', 'ready, ms', 'first row, ms'];
  const title = `From the command to capture and to the first row, median of ${runs}; upload: ${upload} bytes.`;
  return { bench: 'start', kernel, results, tables: [`${title}\n${table(head, rows)}`] };
}

async function startsHere(): Promise<StartTimes[]> {
  const namespace = await NetworkNamespace.create();
  try {
    const [program = '', ...words] = namespace.prefix;
    const script = ['--import', 'tsx', join(root, 'test/bench/start-here.ts')];
    const child = spawn(program, [...words, process.execPath, ...script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [told, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (status !== 0) throw new Error(`start-here.ts ended with status ${status}.`);
    return JSON.parse(told) as StartTimes[];
  } finally {
    await namespace.remove();
  }
}

async function startsEmulated(
  kernel: KernelName,
  progress: (line: string) => void,
): Promise<StartTimes[]> {
  const host = await startHost({ kernel, progress });
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-start-'));
  const load = host.run(
    'while [ ! -e /tmp/enough ]; do curl -s 127.0.0.1/ >/dev/null; sleep 0.2; done',
    { timeoutMs: longMs },
  );
  try {
    const { port } = host.target;
    const targetAt = (to: number) => targetOver(host, folder, to);
    return await measureStarts({ port, targetAt, options: startOptions }, (line) =>
      progress(`emulated, ${line}`),
    );
  } finally {
    await host.run('touch /tmp/enough');
    await load;
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function targetOver(host: VmHost, folder: string, port: number): TraceTarget {
  const knownHostsFile = join(folder, `known-${port}`);
  const known = readFileSync(host.target.knownHostsFile, 'utf8');
  writeFileSync(knownHostsFile, known.replace(/\]:\d+/, `]:${port}`));
  const configFile = join(folder, 'config');
  writeFileSync(configFile, 'GlobalKnownHostsFile none\nIdentityAgent none\n');
  const { user, host: name, identityFile } = host.target;
  return { destination: `${user}@${name}`, port, identityFile, knownHostsFile, configFile };
}
