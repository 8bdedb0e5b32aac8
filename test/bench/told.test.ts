import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seenRatio, tally } from './told.ts';

function frame(message: unknown): Buffer {
  const content = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${content.length}\r\n\r\n`), content]);
}

function exchange(
  id: string,
  { status = 200 as number | null, state = 'complete', target = '/a', notes = [] as unknown[] },
) {
  const response = status === null ? null : { status };
  return { id, side: 'server', request: { target }, response, completeness: { state, notes } };
}

function exchanges(...items: unknown[]): Buffer {
  return frame({ jsonrpc: '2.0', method: 'exchanges', params: { items } });
}

test('different exchanges are counted over all messages, other messages are passed over', () => {
  const output = Buffer.concat([
    frame({ jsonrpc: '2.0', id: 1, result: { agentVersion: 'ä' } }),
    exchanges(exchange('1', {}), exchange('2', {})),
    frame({ jsonrpc: '2.0', method: 'connections', params: { items: [{ id: '1' }] } }),
    exchanges(exchange('3', {})),
  ]);
  assert.deepEqual(tally(output, '/a'), { good: 3, repeated: 0, odd: {}, lost: {} });
});

test('an exchange told twice counts once and is noticed', () => {
  const output = exchanges(exchange('1', {}), exchange('2', {}), exchange('1', {}));
  assert.deepEqual(tally(output, '/a'), { good: 2, repeated: 1, odd: {}, lost: {} });
});

test('one that was pending and then over is not told twice', () => {
  const pending = exchange('1', { status: null, state: 'pending' });
  const output = Buffer.concat([exchanges(pending), exchanges(exchange('1', {}))]);
  assert.deepEqual(tally(output, '/a'), { good: 1, repeated: 0, odd: {}, lost: {} });
});

test('another status, another state or another target does not count as good', () => {
  const output = exchanges(
    exchange('1', { status: 404 }),
    exchange('2', {
      status: null,
      state: 'response-missing',
      notes: [{ kind: 'response-missing', reason: 'closed' }],
    }),
    exchange('3', { state: 'gap', notes: [{ kind: 'gap' }] }),
    exchange('4', { state: 'gap', notes: [{ kind: 'gap' }] }),
    exchange('5', { target: '/b' }),
  );
  const odd = {
    '404 complete server /a': 1,
    'no status response-missing (closed) server /a': 1,
    '200 gap (gap) server /a': 2,
    '200 complete server /b': 1,
  };
  assert.deepEqual(tally(output, '/a'), { good: 0, repeated: 0, odd, lost: {} });
});

test('losses are summed by their reason', () => {
  const losses = (events: number) =>
    frame({
      method: 'losses',
      params: { items: [{ reason: 'ring-buffer-full', events, bytes: 9 }] },
    });
  const { lost } = tally(Buffer.concat([losses(2), losses(40)]), '/a');
  assert.deepEqual(lost, { 'ring-buffer-full': 42 });
});

test('an output that is cut or is something else is an error', () => {
  const whole = exchanges(exchange('1', {}));
  assert.throws(() => tally(whole.subarray(0, -1), '/a'), /cut/);
  assert.throws(
    () => tally(Buffer.concat([whole, Buffer.from('oops')]), '/a'),
    /No message begins/,
  );
  assert.deepEqual(tally(Buffer.alloc(0), '/a'), { good: 0, repeated: 0, odd: {}, lost: {} });
});

test('exchanges that the end of a load cut may be told or not', () => {
  assert.equal(seenRatio(1000, 1000, 1008), 1);
  assert.equal(seenRatio(1008, 1000, 1008), 1);
  assert.equal(seenRatio(900, 1000, 1008), 0.9);
  assert.equal(seenRatio(2016, 1000, 1008), 2);
});
