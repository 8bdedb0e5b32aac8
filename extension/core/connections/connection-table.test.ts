import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { ConnectionTable } from './connection-table.ts';

function event(
  id: string,
  kind: ConnectionEvent['event'],
  more: Partial<ConnectionEvent> = {},
): ConnectionEvent {
  return {
    ...{ id, event: kind, timeMs: 1000 },
    local: { address: '10.0.0.1', port: 80 },
    remote: { address: '10.0.0.2', port: 40_000 },
    process: null,
    ...more,
  };
}

test('the events of a connection make one state', () => {
  const table = new ConnectionTable(10);
  const process = { pid: 1, name: 'nginx', command: 'nginx' };
  table.addEvent(event('c1', 'accept', { process, rttMs: 2 }));
  table.addEvent(event('c1', 'retransmit', { timeMs: 1500, retransmits: 2 }));
  assert.equal(table.get('c1')?.state, 'open');
  assert.equal(table.get('c1')?.retransmits, 2);
  const close = { timeMs: 2000, bytesSent: 300, bytesReceived: 40, retransmits: 3 };
  table.addEvent(event('c1', 'close', { ...close, closedBy: 'reset', reason: 'ECONNRESET' }));
  const closed = table.get('c1');
  assert.deepEqual(
    [closed?.state, closed?.sent, closed?.retransmits, closed?.reason, closed?.process?.name],
    ['closed', 300, 3, 'ECONNRESET', 'nginx'],
  );
  assert.deepEqual([closed?.sinceMs, closed?.lastMs, closed?.events.length], [1000, 2000, 3]);
  assert.deepEqual(table.totals, { seen: 1, open: 0, bytes: 340, encrypted: 0 });
});

test('connections that only their exchanges tell of are there too', () => {
  const table = new ConnectionTable(10);
  const exchange = {
    ...{ connection: 'c9', side: 'server', timing: { startMs: 5 }, process: null },
    local: { address: '10.0.0.1', port: 443 },
    remote: { address: '10.0.0.2', port: 40_000 },
    request: { bodyBytes: 10 },
    response: { bodyBytes: 100 },
  } as unknown as Exchange;
  table.addExchange(exchange);
  table.addExchange(exchange);
  const { state, exchanges, sent, received } = table.get('c9') ?? assert.fail();
  assert.deepEqual([state, exchanges, sent, received], ['open', 2, 200, 20]);
  assert.deepEqual(table.totals, { seen: 1, open: 1, bytes: 220, encrypted: 1 });
});

test('a listening socket is no connection; beyond the limit ended ones go first', () => {
  const table = new ConnectionTable(3);
  table.addEvent(event('l', 'listen', { remote: null }));
  table.addEvent(event('a', 'accept'));
  table.addEvent(event('b', 'failed', { reason: 'ECONNREFUSED' }));
  table.addEvent(event('c', 'accept'));
  assert.deepEqual(
    [...table.all()].map(({ id }) => id),
    ['l', 'a', 'c'],
  );
  table.addEvent(event('d', 'accept'));
  assert.deepEqual(
    [...table.all()].map(({ id }) => id),
    ['a', 'c', 'd'],
  );
  assert.equal(table.dropped, 2);
  assert.equal(table.totals.seen, 4);
  for (let index = 0; index < 50; index += 1) table.addEvent(event('a', 'retransmit'));
  assert.equal(table.get('a')?.events.length, 20);
});

test('what a host says of connections takes a bounded room, however long it is', () => {
  const table = new ConnectionTable(1000);
  const process = { pid: 1, name: 'a', command: 'x'.repeat(8 << 20) };
  for (let n = 0; n < 100; n++) {
    table.addEvent(
      event(`c${n}`, 'accept', { process: { ...process, command: `${n}${process.command}` } }),
    );
  }
  assert.ok(table.length > 5 && table.length < 17, String(table.length));
  assert.equal(table.dropped, 100 - table.length);
  assert.notEqual(table.get('c99'), undefined);
});
