import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summary } from '../testing/conversation.ts';
import {
  data,
  frame,
  get,
  headers,
  indexed,
  literal,
  ok,
  preface,
  settings,
} from '../testing/frames.ts';
import { Replay, type ReplayOptions } from '../testing/replay.ts';
import { frameType } from './frame.ts';
import { Http2Connection } from './http2-connection.ts';

function begin(options: ReplayOptions = {}): Replay {
  const replay = new Replay((...args) => new Http2Connection(...args), options);
  if (!options.joined) {
    replay.data('request', Buffer.concat([preface, settings])).data('response', settings);
  }
  return replay;
}

function told(replay: Replay): string[] {
  return replay.exchanges.map(summary);
}

test('a hole inside of DATA is skipped exactly', () => {
  const replay = begin().data('request', get(1, '/')).data('request', get(3, '/2'));
  const answer = ok(1, 'x'.repeat(100));
  replay.data('response', answer.subarray(0, -60)).hole('response', 50);
  replay.data('response', answer.subarray(-10)).data('response', ok(3, 'two'));
  assert.deepEqual(told(replay), ['GET / → 200 100 bytes; gap', 'GET /2 → 200 3 bytes']);
  // Counted are the frame of the head, ten bytes long, and the content before the hole.
  const note = { kind: 'gap', message: 'response', position: 50, length: 50 };
  assert.deepEqual(replay.exchanges[0]?.response?.notes, [note]);
  assert.equal(replay.close().release(), 0);
});

test('what the capture limit leaves out inside of DATA is no gap', () => {
  const replay = begin({ captureLimit: 10 }).data('request', get(1, '/'));
  const answer = ok(1, 'x'.repeat(100));
  replay.data('response', answer.subarray(0, -90)).hole('response', 90, 'limit');
  replay.data('request', get(3, '/2')).data('response', ok(3, 'two'));
  assert.deepEqual(told(replay), ['GET / → 200 100 bytes', 'GET /2 → 200 3 bytes']);
});

test('a limit that leaves out whole frames of a content whose length is declared', () => {
  const length = literal('content-length', '50000');
  const replay = begin().data('request', get(1, '/big'));
  replay.data('response', headers(1, [indexed(8), length]));
  const frames = Buffer.concat([data(1, Buffer.alloc(16_384)), data(1, Buffer.alloc(16_384))]);
  const last = data(1, Buffer.alloc(50_000 - 32_768), true);
  const all = Buffer.concat([frames, last]);
  replay.data('response', all.subarray(0, 1000)).hole('response', all.length - 1000, 'limit');
  replay.data('request', get(3, '/2')).data('response', ok(3, 'two'));
  assert.deepEqual(told(replay), ['GET /big → 200 50000 bytes', 'GET /2 → 200 3 bytes']);
});

test('a hole that swallows frames: what cannot be known is said, and the next frames are found', () => {
  const replay = begin().data('request', Buffer.concat([get(1, '/1'), get(3, '/2'), get(5, '/3')]));
  replay.data('response', headers(1, [indexed(8)])).data('response', data(1, 'begin'));
  replay.hole('response', 500);
  replay.data('response', Buffer.concat([data(1, 'the end', true), ok(5, 'three')]));
  assert.deepEqual(told(replay), ['GET /1 → 200 12 bytes; gap', 'GET /3 → 200 5 bytes']);
  replay.wait(1100);
  assert.deepEqual(told(replay).slice(2), ['GET /2 → ? lost']);
  assert.equal(replay.close().release(), 0);
});

test('after a hole the compression’s table is not trusted, until entries are added anew', () => {
  const replay = begin().data('request', get(1, '/1', literal('x-a', 'one', true)));
  replay.data('response', ok(1, 'x')).hole('request', 40);
  // 63 may be another entry by now; 62 is what was added after the hole.
  const more = Buffer.concat([
    get(5, '/5', indexed(63)),
    headers(7, [indexed(2), indexed(62)], true),
  ]);
  replay.data('request', more).data('response', Buffer.concat([ok(5, 'five'), ok(7, 'seven')]));
  assert.deepEqual(told(replay), [
    'GET /1 → 200 1 bytes',
    'GET /5 → 200 4 bytes; unknown-fields',
    'GET /5 → 200 5 bytes',
  ]);
});

test('a hole in a field section: the fields before it are told', () => {
  const replay = begin();
  const request = get(1, '/1', literal('x-a', 'one'), literal('x-b', 'two'));
  replay.data('request', request.subarray(0, -9)).hole('request', 5);
  replay.data('request', request.subarray(-4)).data('request', get(3, '/2'));
  replay.data('response', Buffer.concat([ok(1, 'one'), ok(3, 'two')]));
  assert.deepEqual(told(replay), ['GET /1 → 200 3 bytes; gap', 'GET /2 → 200 3 bytes']);
  assert.deepEqual(replay.exchanges[0]?.request?.fields, [['x-a', 'one']]);
});

test('joined in the middle of a content, it waits for frames it can be sure of', () => {
  const replay = begin({ joined: true });
  replay.data('response', Buffer.from('of a body, and more of it'));
  replay.data('request', Buffer.concat([get(7, '/7', indexed(70)), get(9, '/9')]));
  replay.data('response', Buffer.concat([data(5, 'end', true), ok(7, 'seven'), ok(9, 'nine')]));
  assert.deepEqual(told(replay), ['GET /7 → 200 5 bytes; unknown-fields', 'GET /9 → 200 4 bytes']);
});

test('joined between request and response', () => {
  const replay = begin({ joined: true });
  replay.data('response', Buffer.concat([ok(7, 'seven'), ok(9, 'nine'), data(11, 'x', true)]));
  replay.wait(30);
  assert.deepEqual(told(replay), ['? → 200 5 bytes', '? → 200 4 bytes']);
});

test('a response that is reported before its request', () => {
  const replay = begin({ side: 'client' });
  replay.data('response', ok(1, 'one')).data('request', get(1, '/1'));
  assert.deepEqual(told(replay), ['GET /1 → 200 3 bytes']);
  replay.data('response', ok(3, 'three')).wait(30).data('request', get(3, '/3')).close();
  assert.deepEqual(told(replay).slice(1), ['? → 200 5 bytes', 'GET /3 → ? closed']);
});

test('a stream that is reset in the middle of its response', () => {
  const replay = begin().data('request', Buffer.concat([get(1, '/1'), get(3, '/2')]));
  const reset = frame(frameType.rstStream, 0, 1, Buffer.from([0, 0, 0, 8]));
  replay.data('response', Buffer.concat([headers(1, [indexed(8)]), data(1, 'half')]));
  // What the server still sends of it is of no stream any more.
  replay
    .data('request', reset)
    .data('response', Buffer.concat([data(1, 'late', true), ok(3, '3')]));
  assert.deepEqual(told(replay), ['GET /1 → 200 4 bytes; cut', 'GET /2 → 200 1 bytes']);
  assert.deepEqual(replay.exchanges[0]?.stream, { id: 1, reset: { by: 'client', code: 'CANCEL' } });
});

test('a server that goes away says which streams it will not answer', () => {
  const replay = begin().data('request', Buffer.concat([get(1, '/1'), get(3, '/2')]));
  replay.data('response', frame(frameType.goaway, 0, 0, Buffer.from([0, 0, 0, 1, 0, 0, 0, 11])));
  replay.data('response', ok(1, 'one'));
  assert.deepEqual(told(replay), ['GET /2 → ? reset', 'GET /1 → 200 3 bytes']);
  const reset = { by: 'server', code: 'ENHANCE_YOUR_CALM' };
  assert.deepEqual(replay.exchanges[0]?.stream, { id: 3, reset });
});

test('the connection ends in the middle of messages', () => {
  const replay = begin().data('request', Buffer.concat([get(1, '/1'), get(3, '/2')]));
  replay
    .data('response', Buffer.concat([headers(1, [indexed(8)]), data(1, 'half')]))
    .close('reset');
  assert.deepEqual(told(replay), ['GET /1 → 200 4 bytes; cut', 'GET /2 → ? reset']);
  assert.equal(replay.release(), 0);
});
