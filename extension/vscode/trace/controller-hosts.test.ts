import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { SessionError } from '../../core/session/session.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { plainExchange } from '../../core/testing/exchange.ts';
import { controlled, loss, never } from './testing/controlled.ts';

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
