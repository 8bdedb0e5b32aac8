import { removeTraceFiles } from '../../extension/core/session/remove.ts';
import type { StartOptions, TraceTarget } from '../../extension/core/session/session.ts';
import { layCable } from '../../extension/core/testing/cable.ts';
import { scriptedPrompts } from '../../extension/core/testing/scripted-prompts.ts';
import {
  RecordingListener,
  start as startSession,
} from '../../extension/core/testing/session-bench.ts';
import { packedAgent } from './start-upload.ts';

export const roundTripsMs = [0, 30, 150];
export const runs = 5;

/** Milliseconds from the command until capture is on, and until the first exchange is there; medians. */
export interface StartTimes {
  readonly kind: 'used-before' | 'new';
  readonly roundTripMs: number;
  readonly readyMs: number;
  readonly firstRowMs: number;
}

/** A host with some HTTP traffic. */
export interface StartHost {
  /** Of its sshd, on this machine's loopback. */
  readonly port: number;
  /** How a trace reaches it through another port, which leads to that one. */
  targetAt(port: number): TraceTarget;
  readonly options: StartOptions;
}

/** Starts traces on a host that has the agent, and on one that has not, at several round-trip times. */
export async function measureStarts(
  host: StartHost,
  progress: (line: string) => void,
): Promise<StartTimes[]> {
  const all: StartTimes[] = [];
  for (const roundTripMs of roundTripsMs) {
    const cable = await layCable(host.port, roundTripMs / 2);
    const target = host.targetAt(cable.port);
    await once(target, host.options);
    for (const kind of ['used-before', 'new'] as const) {
      const times: Awaited<ReturnType<typeof once>>[] = [];
      for (let run = 0; run < runs; run++) {
        if (kind === 'new') await remove(target);
        times.push(await once(target, host.options));
      }
      const readyMs = median(times.map((one) => one.readyMs));
      const firstRowMs = median(times.map((one) => one.firstRowMs));
      progress(`${kind}, ${roundTripMs} ms: ${Math.round(firstRowMs)} ms`);
      all.push({ kind, roundTripMs, readyMs, firstRowMs });
    }
    await cable.close();
  }
  return all;
}

async function once(target: TraceTarget, options: StartOptions) {
  const listener = new RecordingListener();
  const first = new Promise<void>((resolve) => {
    listener.exchanges = () => resolve();
  });
  const began = performance.now();
  const session = await startSession({ target, artefacts: packedAgent, listener, options });
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
