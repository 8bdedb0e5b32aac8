import assert from 'node:assert/strict';
import type { Prompts } from '../../../core/session/prompts.ts';
import { type Session, SessionError } from '../../../core/session/session.ts';
import { TraceStore } from '../../../core/store/trace-store.ts';
import { TraceController } from '../controller.ts';
import type { SessionParts, StartRequest } from '../controller-parts.ts';

export const loss = { reason: 'probe-missed', events: 1, bytes: 0 } as const;
export const refusal = {
  design: 'tracepoint',
  attachment: 'fentry',
  reason: 'attaching failed: Unknown error 524; libbpf: prog: failed to attach\nmore',
} as const;
export const never: AbortSignal = new AbortController().signal;

/** A controller whose sessions are ended, failed and finished by the test. */
export function controlled() {
  const starts: { parts: SessionParts; finish(): void; fail(error: Error): void }[] = [];
  const states: string[] = [];
  const lost: SessionError[] = [];
  let stopped = 0;
  const stoppedHosts: string[] = [];
  const preserving = { on: false };
  const store = new TraceStore({ maxExchanges: 10, maxConnections: 10, maxBytes: 1e6 });
  const controller: TraceController = new TraceController({
    store,
    reconnecting: 'again',
    preserves: () => preserving.on,
    startSession: (target, _options, parts) =>
      new Promise<Session>((resolve, reject) => {
        const session: Session = {
          target,
          started: { design: 'tracepoint', attachment: 'kprobe', refused: [refusal] },
          kernel: '6.12.1',
          agentVersion: '1',
          replay: async ({ method }) => ({
            response: {
              status: 200,
              reason: `${method} ${target.destination}`,
              headers: [],
              bodyBytes: 0,
            },
            ...{ timing: { startMs: 1, responseStartMs: 2, endMs: 3 }, cut: false },
          }),
          stop: async () => {
            stopped += 1;
            stoppedHosts.push(target.destination);
            parts.listener.ended();
          },
        };
        parts.signal.addEventListener('abort', () =>
          reject(new SessionError('cancelled', 'Cancelled.')),
        );
        starts.push({ parts, finish: () => resolve(session), fail: reject });
      }),
    describe: (step) => `doing ${step}`,
    log: () => undefined,
    changed: () => states.push(controller.state.kind),
    lost: (error) => lost.push(error),
  });
  const request = (signal: AbortSignal = never, destination = 'web-1'): StartRequest => ({
    target: { destination },
    options: { design: 'auto', redact: true, captureLimit: 1 },
    prompts: {} as Prompts,
    signal,
    progress: () => undefined,
  });
  const nth = (index: number) => starts[index] ?? assert.fail('not started');
  return {
    controller,
    store,
    starts,
    nth,
    states,
    lost,
    request,
    preserving,
    stops: () => stopped,
    stoppedHosts,
    /** Starts the trace of a host, until it is on. */
    async started(destination: string) {
      const starting = controller.start(request(never, destination));
      await Promise.resolve();
      starts.at(-1)?.finish();
      await starting;
      return starts.at(-1)?.parts.listener ?? assert.fail('not started');
    },
  };
}
