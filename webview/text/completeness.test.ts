import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completenessSentences } from './completeness.ts';

test('every note is a sentence', () => {
  assert.deepEqual(completenessSentences({ state: 'complete', notes: [] }), [
    'Everything was seen.',
  ]);
  assert.deepEqual(
    completenessSentences({
      state: 'gap',
      notes: [
        { kind: 'gap', message: 'response', position: 1000, length: 1460 },
        { kind: 'truncated', message: 'request', captured: 4096, total: 50_000 },
        { kind: 'cut', message: 'response', received: 12 },
        { kind: 'malformed', message: 'request', what: 'a bare line feed' },
        { kind: 'joined' },
        { kind: 'request-missing' },
        { kind: 'response-missing', reason: 'reset' },
      ],
    }),
    [
      'In the response, 1,460 bytes are missing from byte 1,000 on.',
      'Of the request’s body, the first 4.1 kB of 50 kB were copied; the rest was counted.',
      'The connection ended inside the response, after 12 bytes.',
      'The request breaks the rules of HTTP: a bare line feed.',
      'The trace began after this exchange did; what came before was not seen.',
      'The request of this response was not seen.',
      'No response was seen: the connection was reset.',
    ],
  );
});

test('a state without notes is told all the same', () => {
  assert.deepEqual(completenessSentences({ state: 'pending', notes: [] }), [
    'The exchange is not over yet.',
  ]);
  assert.deepEqual(completenessSentences({ state: 'joined', notes: [] }), [
    'It is marked “joined midway”.',
  ]);
});
