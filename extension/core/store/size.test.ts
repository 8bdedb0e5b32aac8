import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange, StreamedMessage } from '../../../remote-agent/protocol/exchange.ts';
import { plainExchange } from '../testing/exchange.ts';
import type { Bodies, BodyArchive } from './body-archive.ts';
import { ExchangeStore } from './exchange-store.ts';
import { bodySize, headSize } from './size.ts';

const long = 'x'.repeat(1_000_000);
const process = { pid: 1, name: 'a', command: 'a' };

test('whatever an agent puts into an exchange is counted', () => {
  const places: Readonly<Record<string, unknown>> = {
    id: long,
    protocol: long,
    unknown: { deep: [[{ member: long }]] },
    names: { [long]: 1 },
    process: { ...process, cwd: long },
    peer: { process: { ...process, container: { id: long } } },
    local: { address: long, port: 1 },
    trace: { state: long },
    grpc: { service: 'a', method: 'b', status: 1, statusName: 'x', message: long },
    completeness: { state: 'complete', notes: [{ kind: 'gap', why: long }] },
  };
  for (const [name, value] of Object.entries(places)) {
    const exchange = plainExchange({ more: { [name]: value } as Partial<Exchange> });
    const size = headSize(exchange) + bodySize(exchange);
    assert.ok(size > long.length && size < 1.01 * long.length, `${name}: ${size}`);
  }
});

test('nesting as deep as a message is long is counted too', () => {
  let nested: object = {};
  for (let depth = 0; depth < 1_000_000; depth++) nested = [nested];
  assert.ok(headSize(plainExchange({ more: { nested } as Partial<Exchange> })) > 10_000_000);
});

test('messages count as bodies, and go and come back as those do', () => {
  const kept = new Map<string, Bodies>();
  const archive: BodyArchive = {
    put: (id, bodies) => kept.set(id, bodies) === kept,
    get: (id) => kept.get(id),
    delete: (id) => kept.delete(id),
    clear: () => kept.clear(),
    evicted: 0,
  };
  const items = Array.from(
    { length: 16 },
    (_, timeMs): StreamedMessage => ({
      timeMs,
      from: 'server',
      kind: 'text',
      size: 4096,
      text: 'x'.repeat(4096),
    }),
  );
  const streaming = (id: string) =>
    plainExchange({
      id,
      more: { messages: { protocol: 'websocket', fromClient: 0, fromServer: 100, items } },
    });
  assert.ok(bodySize(streaming('e')) > 65_536);
  const store = new ExchangeStore({ maxExchanges: 1000, maxBytes: 1_000_000 }, archive);
  for (let n = 0; n < 100; n++) store.add(streaming(`e${n}`));
  assert.ok(store.heldBytes <= 1_000_000);
  assert.equal(store.length, 100, 'heads stay');
  const first = store.get(store.first)?.exchange.messages;
  assert.deepEqual([first?.items, first?.fromServer], [[], 100]);
  assert.deepEqual(store.whole(store.first)?.exchange.messages?.items, items);
});
