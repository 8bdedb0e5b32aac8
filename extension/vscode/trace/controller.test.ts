import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import type { Prompts } from '../../core/session/prompts.ts';
import { type Session, SessionError } from '../../core/session/session.ts';
import { TraceStore } from '../../core/store/trace-store.ts';
import { plainExchange } from '../../core/testing/exchange.ts';
import { type SessionParts, type StartRequest, TraceController } from './controller.ts';

const loss = { reason: 'probe-missed', events: 1, bytes: 0 } as const;
const refusal = {
  design: 'tracepoint',
  attachment: 'fentry',
  reason: 'attaching failed: Unknown error 524; libbpf: prog: failed to attach\nmore',
} as const;
const never = new AbortController().signal;

/** A controller whose sessions are ended, failed and finished by the test. */
function controlled() {
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
  const request = (signal = never, destination = 'web-1'): StartRequest => ({
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

test('a start goes through its steps, a stop leaves nothing', async () => {
  const { controller, nth, states, request, stops } = controlled();
  const started = controller.start(request());
  await Promise.resolve();
  nth(0).parts.listener.step('connecting');
  nth(0).parts.listener.step('deploying', '900 KiB');
  nth(0).finish();
  await started;
  assert.deepEqual(controller.state, {
    kind: 'tracing',
    secretsShown: false,
    host: 'web-1',
    design: 'tracepoint (kprobe)',
    kernel: '6.12.1',
    refused: ['tracepoint (fentry): attaching failed: Unknown error 524'],
  });
  await controller.stop();
  assert.deepEqual(states, ['connecting', 'connecting', 'tracing', 'stopping', 'stopped']);
  assert.equal(stops(), 1);
  await controller.stop();
  assert.equal(stops(), 1);
});

test('a connection that is cut shows until it is made again', async () => {
  const { controller, nth, states, request } = controlled();
  const started = controller.start(request());
  await Promise.resolve();
  nth(0).finish();
  await started;
  const { listener } = nth(0).parts;
  const before = controller.state;
  listener.interrupted('no answer');
  assert.deepEqual(controller.state, { kind: 'connecting', host: 'web-1', step: 'again' });
  listener.resumed();
  assert.deepEqual(controller.state, before);
  listener.interrupted('no answer');
  await controller.stop();
  listener.resumed();
  assert.deepEqual(states, [
    ...['tracing', 'connecting', 'tracing', 'connecting', 'stopping', 'stopped'],
  ]);
});

test('rows of an earlier trace stay until the next one is on', async () => {
  const { controller, store, nth, request } = controlled();
  store.addLosses([loss]);
  const failing = controller.start(request());
  await Promise.resolve();
  nth(0).fail(new SessionError('unreachable', 'web-1 cannot be reached.'));
  await assert.rejects(failing, { code: 'unreachable' });
  assert.equal(store.losses.length, 1);
  assert.deepEqual(controller.state, {
    kind: 'failed',
    host: 'web-1',
    message: 'web-1 cannot be reached.',
  });
  const starting = controller.start(request());
  await Promise.resolve();
  nth(1).finish();
  await starting;
  assert.equal(store.losses.length, 0);
  store.dispose();
});

test('an error that is no sentence becomes one', async () => {
  const { controller, nth, request } = controlled();
  const failing = controller.start(request());
  await Promise.resolve();
  nth(0).fail(new TypeError('x is not a function'));
  await assert.rejects(failing, /The trace of web-1 could not be started: x is not a function/);
});

test('cancelling is no loss', async () => {
  const { controller, request, lost } = controlled();
  const abort = new AbortController();
  const starting = controller.start(request(abort.signal));
  await Promise.resolve();
  abort.abort();
  await assert.rejects(starting, { code: 'cancelled' });
  assert.equal(controller.state.kind, 'idle');
  assert.equal(lost.length, 0);
});

test('stopping while it starts cancels the start, and waits for it', async () => {
  const { controller, nth, request } = controlled();
  const starting = controller.start(request());
  await Promise.resolve();
  nth(0).parts.listener.step('connecting');
  const stopping = controller.stop();
  await assert.rejects(starting, { code: 'cancelled' });
  await stopping;
  assert.equal(controller.state.kind, 'idle');
});

test('a trace that ends by itself is told once', async () => {
  const { controller, nth, request, lost } = controlled();
  const starting = controller.start(request());
  await Promise.resolve();
  nth(0).finish();
  await starting;
  nth(0).parts.listener.ended(new SessionError('connection-lost', 'web-1 went away; start again.'));
  assert.equal(controller.state.kind, 'lost');
  assert.deepEqual(
    lost.map(({ code }) => code),
    ['connection-lost'],
  );
});

test('another start of a host ends its trace that is on first', async () => {
  const { controller, nth, request, stops, starts } = controlled();
  const first = controller.start(request());
  await Promise.resolve();
  nth(0).finish();
  await first;
  const second = controller.start(request());
  while (starts.length < 2) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(stops(), 1);
  nth(1).finish();
  await second;
  assert.equal(controller.state.kind, 'tracing');
});

test('of two starts of a host at once the later one is left', async () => {
  const { controller, nth, request, starts, stops } = controlled();
  const first = controller.start(request());
  const second = controller.start(request());
  await assert.rejects(first, { code: 'cancelled' });
  while (starts.length < 2) await new Promise((resolve) => setImmediate(resolve));
  nth(1).finish();
  await second;
  assert.equal(controller.state.kind, 'tracing');
  await controller.stop();
  assert.equal(stops(), 1);
});

test('a session that cannot be stopped cleanly is told, and over all the same', async () => {
  const { controller, nth, request } = controlled();
  const starting = controller.start(request());
  await Promise.resolve();
  nth(0).finish();
  await starting;
  const inside = controller as unknown as {
    runs: Map<string, { session: { stop(): Promise<void> } }>;
  };
  const run = inside.runs.get('web-1') ?? assert.fail();
  run.session.stop = async () => {
    throw new SessionError('agent-failed', 'The agent on web-1 did not end.');
  };
  await assert.rejects(controller.stop(), /did not end/);
  assert.equal(controller.state.kind, 'stopped');
});

test('a request is sent by the trace that is on, and by none that is over', async () => {
  const { controller, nth, request } = controlled();
  const params: ReplayParams = {
    ...{ protocol: 'HTTP/1.1', scheme: 'http', method: 'PUT', target: '/' },
    ...{ to: { address: '127.0.0.1', port: 80 }, authority: 'a', headers: [] },
  };
  const refused = (error: unknown) =>
    error instanceof SessionError && error.code === 'replay-failed';
  await assert.rejects(controller.replay('web-1', params), refused);
  const started = controller.start(request());
  nth(0).finish();
  await started;
  assert.equal((await controller.replay('web-1', params)).response.reason, 'PUT web-1');
  await controller.stop();
  await assert.rejects(controller.replay('web-1', params), refused);
});

test('rows of earlier traces stay where they are to be preserved, under names of their own', async () => {
  const { controller, nth, request, store, preserving } = controlled();
  const told = (cause?: string) =>
    plainExchange({
      ...{ id: 'c1.1' },
      more: cause ? { cause: { exchange: cause, by: 'thread' } } : {},
    });
  const ids = () =>
    Array.from({ length: store.exchanges.length }, (_, index) => {
      const { id, cause } = store.exchanges.get(store.exchanges.first + index)?.exchange ?? {};
      return cause ? `${id} for ${cause.exchange}` : id;
    });
  preserving.on = true;
  for (let round = 0; round < 3; round += 1) {
    const started = controller.start(request());
    nth(round).finish();
    await started;
    nth(round).parts.listener.exchanges([told(round === 2 ? 'c1.0' : undefined)]);
    await controller.stop();
  }
  assert.deepEqual(ids(), ['c1.1', '2/c1.1', '3/c1.1 for 3/c1.0']);
  assert.deepEqual(
    ['c1.1', '2/c1.1', '7/c1.1'].map((id) => store.hostOf(id)),
    ['web-1', 'web-1', ''],
  );
  preserving.on = false;
  const started = controller.start(request());
  nth(3).finish();
  await started;
  assert.deepEqual(ids(), []);
  nth(3).parts.listener.exchanges([told()]);
  assert.deepEqual(ids(), ['c1.1']);
});

/** What is held: the id of each exchange with its host. */
function held({
  exchanges,
  hostOf,
}: {
  exchanges: TraceStore['exchanges'];
  hostOf: (id: string) => string;
}) {
  return Array.from({ length: exchanges.length }, (_, index) => {
    const id = exchanges.get(exchanges.first + index)?.exchange.id ?? '';
    return `${id} ${hostOf(id)}`;
  });
}

test('several hosts are traced into one store; stopping one leaves the others', async () => {
  const { controller, store, started, stoppedHosts, lost } = controlled();
  const hostOf = (id: string) => store.hostOf(id);
  const told = plainExchange({ id: 'c1.1' });
  const first = await started('web-1');
  first.exchanges([told]);
  const second = await started('web-2');
  second.exchanges([told]);
  first.exchanges([{ ...told, id: 'c1.2' }]);
  assert.deepEqual(held({ exchanges: store.exchanges, hostOf }), [
    ...['c1.1 web-1', '2/c1.1 web-2', 'c1.2 web-1'],
  ]);
  assert.deepEqual(controller.tracedHosts, ['web-1', 'web-2']);
  assert.deepEqual(
    controller.states.map(({ kind, host }) => `${host} ${kind}`),
    ['web-1 tracing', 'web-2 tracing'],
  );

  second.interrupted('no answer');
  assert.deepEqual(
    controller.states.map(({ kind }) => kind),
    ['tracing', 'connecting'],
  );
  assert.equal(controller.state.kind, 'tracing', 'the other one is on');
  second.resumed();
  second.losses([loss]);
  assert.deepEqual(store.losses, [{ ...loss, host: 'web-2' }]);

  await controller.stop('web-1');
  assert.deepEqual(stoppedHosts, ['web-1']);
  assert.deepEqual(
    controller.states.map(({ kind }) => kind),
    ['stopped', 'tracing'],
  );
  first.exchanges([{ ...told, id: 'late' }]);
  second.exchanges([{ ...told, id: 'c1.3' }]);
  assert.equal(store.exchanges.length, 4, 'what comes after the end is nobody’s');

  // The same host again: beside the rows of its earlier trace, as another one is on.
  const third = await started('web-1');
  third.exchanges([told]);
  assert.equal(held({ exchanges: store.exchanges, hostOf }).at(-1), '3/c1.1 web-1');
  second.ended(new SessionError('connection-lost', 'web-2 went away.'));
  assert.deepEqual(
    lost.map(({ message }) => message),
    ['web-2 went away.'],
  );
  assert.deepEqual(
    controller.states.map(({ kind }) => kind),
    ['tracing', 'lost'],
  );
  await controller.stop();
  assert.deepEqual(stoppedHosts, ['web-1', 'web-1']);
  assert.deepEqual(controller.busyHosts, []);
});

test('a trace that begins while none is on takes the place of those before', async () => {
  const { controller, store, started } = controlled();
  const told = plainExchange({ id: 'c1.1' });
  for (const host of ['web-1', 'web-2']) (await started(host)).exchanges([told]);
  await controller.stop();
  assert.equal(store.exchanges.length, 2);
  (await started('web-3')).exchanges([told]);
  const hostOf = (id: string) => store.hostOf(id);
  assert.deepEqual(held({ exchanges: store.exchanges, hostOf }), ['c1.1 web-3']);
  assert.deepEqual(
    controller.states.map(({ host }) => host),
    ['web-3'],
  );
});

test('a list that is cleared mixes up nothing of the traces that go on', async () => {
  const { store, started } = controlled();
  const told = plainExchange({ id: 'c1.1' });
  const first = await started('web-1');
  first.exchanges([told]);
  store.clear();
  const second = await started('web-2');
  second.exchanges([told]);
  first.exchanges([told]);
  const hostOf = (id: string) => store.hostOf(id);
  assert.deepEqual(held({ exchanges: store.exchanges, hostOf }), ['2/c1.1 web-2', 'c1.1 web-1']);
});

test('a request goes out from the host that it is meant for', async () => {
  const { controller, started } = controlled();
  await started('web-1');
  await started('web-2');
  const params: ReplayParams = {
    ...{ protocol: 'HTTP/1.1', scheme: 'http', method: 'PUT', target: '/' },
    ...{ to: { address: '127.0.0.1', port: 80 }, authority: 'a', headers: [] },
  };
  for (const host of ['web-2', 'web-1']) {
    assert.equal((await controller.replay(host, params)).response.reason, `PUT ${host}`);
  }
  await controller.stop('web-2');
  await assert.rejects(controller.replay('web-2', params), /web-2 is not traced any more/);
});

test('a start that fails or is cancelled leaves what is on', async () => {
  const { controller, started, nth, request } = controlled();
  await started('web-1');
  const failing = controller.start(request(never, 'web-2'));
  await Promise.resolve();
  nth(1).fail(new SessionError('unreachable', 'web-2 cannot be reached.'));
  await assert.rejects(failing, { code: 'unreachable' });
  assert.deepEqual(
    controller.states.map(({ kind }) => kind),
    ['tracing', 'failed'],
  );
  const abort = new AbortController();
  const cancelled = controller.start(request(abort.signal, 'web-2'));
  await Promise.resolve();
  abort.abort();
  await assert.rejects(cancelled, { code: 'cancelled' });
  assert.deepEqual(
    controller.states.map(({ host, kind }) => `${host} ${kind}`),
    ['web-1 tracing'],
  );
  assert.deepEqual(controller.busyHosts, ['web-1']);
});
