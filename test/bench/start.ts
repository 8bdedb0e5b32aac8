import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../build/paths.ts';
import { artefactsIn, packAll } from '../../extension/core/deploy/artefacts.ts';
import { removeTraceFiles } from '../../extension/core/session/remove.ts';
import type { TraceTarget } from '../../extension/core/session/session.ts';
import { layCable } from '../../extension/core/testing/cable.ts';
import { scriptedPrompts } from '../../extension/core/testing/scripted-prompts.ts';
import {
  RecordingListener,
  start as startSession,
} from '../../extension/core/testing/session-bench.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import type { KernelName } from '../vm/kernels.ts';
import { type BenchReport, table } from './report.ts';

const roundTripsMs = [0, 30, 150];
const runs = 5;
const artefacts = artefactsIn(join(root, 'dist/agent'));

/** Milliseconds from the command until capture is on, and until the first exchange is there. */
interface Start {
  readonly readyMs: number;
  readonly firstRowMs: number;
}

/**
 * How long a start takes, on a host that was used before and on a new one, at several round-trip times, and how many
 * bytes are uploaded.
 */
export async function start(
  kernel: KernelName,
  progress: (line: string) => void,
): Promise<BenchReport> {
  const host = await startHost({ kernel, progress });
  const folder = await mkdtemp(join(tmpdir(), 'http-trace-start-'));
  const load = host.run(
    'while [ ! -e /tmp/enough ]; do curl -s 127.0.0.1/ >/dev/null; sleep 0.2; done',
  );
  const results: Record<string, number> = {};
  const rows: string[][] = [];
  try {
    for (const roundTripMs of roundTripsMs) {
      const cable = await layCable(host.target.port, roundTripMs / 2);
      const target = targetOver(host, folder, cable.port);
      for (const kind of ['used-before', 'new'] as const) {
        const starts: Start[] = [];
        for (let run = 0; run < runs; run++) {
          if (kind === 'new') await remove(target);
          starts.push(await once(target));
          progress(`${kind}, ${roundTripMs} ms: ${Math.round(starts.at(-1)?.firstRowMs ?? 0)} ms`);
        }
        const ready = median(starts.map(({ readyMs }) => readyMs));
        const firstRow = median(starts.map(({ firstRowMs }) => firstRowMs));
        results[`${kind}-rtt${roundTripMs}-ready-ms`] = Math.round(ready);
        results[`${kind}-rtt${roundTripMs}-ms`] = Math.round(firstRow);
        rows.push([`${kind}, ${roundTripMs} ms`, ready.toFixed(0), firstRow.toFixed(0)]);
      }
      await cable.close();
    }
    const upload = (await (await packAll(artefacts)).x86_64.gzipped()).length;
    results['upload-bytes'] = upload;
    rows.push([`upload: ${upload} bytes`]);
  } finally {
    await host.run('touch /tmp/enough');
    await load;
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const head = ['Host, round trip', 'ready, ms', 'first row, ms'];
  const title = `From the command to capture and to the first row, median of ${runs}.`;
  return {
    bench: 'start',
    kernel: host.target.kernel,
    results,
    tables: [`${title}\n${table(head, rows)}`],
  };
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

async function once(target: TraceTarget): Promise<Start> {
  const listener = new RecordingListener();
  const first = new Promise<void>((resolve) => {
    listener.exchanges = () => resolve();
  });
  const began = performance.now();
  const session = await startSession({ target, artefacts, listener });
  const readyMs = performance.now() - began;
  await first;
  const firstRowMs = performance.now() - began;
  await session.stop();
  return { readyMs, firstRowMs };
}

async function remove(target: TraceTarget): Promise<void> {
  await removeTraceFiles(target, {
    prompts: scriptedPrompts(),
    listener: new RecordingListener(),
    signal: AbortSignal.timeout(120_000),
    confirm: async () => true,
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
