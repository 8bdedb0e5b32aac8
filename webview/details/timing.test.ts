import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherEndFields, phasesOf } from './timing.ts';

const lengths = (timing: Parameters<typeof phasesOf>[0]) =>
  phasesOf(timing).map(({ name, fromMs, lengthMs }) => [name, fromMs, lengthMs]);

test('a finished exchange has three phases, one after the other', () => {
  assert.deepEqual(
    lengths({ startMs: 1000, requestEndMs: 1002, responseStartMs: 1010, endMs: 1015 }),
    [
      ['request', 0, 2],
      ['waiting', 2, 8],
      ['response', 10, 5],
    ],
  );
});

test('what is not over has no length', () => {
  assert.deepEqual(
    lengths({ startMs: 1000, requestEndMs: 1002, responseStartMs: null, endMs: null }),
    [
      ['request', 0, 2],
      ['waiting', 2, null],
    ],
  );
});

test('a response that came before the request was whole did not wait', () => {
  assert.deepEqual(
    lengths({ startMs: 1000, requestEndMs: 1010, responseStartMs: 1005, endMs: 1012 }),
    [
      ['request', 0, 10],
      ['waiting', 10, 0],
      ['response', 10, 7],
    ],
  );
});

test('connecting comes before the exchange, where it was seen', () => {
  assert.deepEqual(
    lengths({
      connectMs: 3,
      startMs: 1000,
      requestEndMs: 1002,
      responseStartMs: 1010,
      endMs: 1015,
    }),
    [
      ['connect', 0, 3],
      ['request', 3, 2],
      ['waiting', 5, 8],
      ['response', 13, 5],
    ],
  );
});

test('the other end is told where it was seen to its end', () => {
  const own = { startMs: 1000, requestEndMs: 1002, responseStartMs: 1010, endMs: 1015 };
  const peer = { startMs: 999, requestEndMs: 1000, responseStartMs: 1012, endMs: 1019 };
  const names = (timing: Parameters<typeof otherEndFields>[0]) =>
    otherEndFields(timing).map(([name]) => name);
  assert.deepEqual(names(own), []);
  assert.deepEqual(names({ ...own, peer: { ...peer, endMs: null } }), []);
  assert.deepEqual(names({ ...own, peer, requestInSocketMs: 0, responseInSocketMs: 1.5 }), [
    'At the other end',
    'Request unread',
    'Response unread',
  ]);
});
