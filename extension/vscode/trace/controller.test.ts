import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { SessionError } from '../../core/session/session.ts';
import { plainExchange } from '../../core/testing/exchange.ts';
import { controlled, loss } from './testing/controlled.ts';

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

test('the store knows how far the clock of a host is ahead', async () => {
  const { controller, nth, request, store } = controlled();
  const starting = controller.start(request());
  await Promise.resolve();
  nth(0).parts.listener.clock?.(5000);
  nth(0).finish();
  await starting;
  assert.equal(store.hereMs('e1', 6000), 1000);
  assert.equal(store.hereMs('2/e1', 6000), 6000, 'of another trace nothing is known');
});
