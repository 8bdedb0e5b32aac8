import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf } from './counts.ts';
import { lossSentences } from './losses.ts';

const nothing = { bodies: 0, exchanges: 0, connections: 0 };

test('shown and held', () => {
  const { text, tooltip } = countOf({ shown: 1200, held: 9000, waiting: 0 }, nothing);
  assert.equal(text, '1,200 / 9,000');
  assert.equal(tooltip, '1,200 exchanges shown of 9,000 held.');
});

test('what waits and what was let go is told', () => {
  const counts = countOf(
    { shown: 1, held: 1, waiting: 3 },
    { bodies: 1, exchanges: 2, connections: 0 },
  );
  assert.equal(counts.text, '1 / 1 (+3)');
  assert.match(counts.tooltip, /3 exchanges came since the pause/);
  assert.match(counts.tooltip, /2 exchanges let go/);
  assert.match(counts.tooltip, /bodies of 1 exchange were/);
});

test('losses are told with reason and size, unless nothing was lost', () => {
  const losses = [
    { host: 'web-1', reason: 'ring-buffer-full', events: 1204, bytes: 3_200_000 },
    { host: 'web-1', reason: 'body-not-sent', events: 0, bytes: 0 },
  ] as const;
  const sentence = '1,204 events, 3.2 MB: traffic came faster than the agent could read it';
  assert.deepEqual(lossSentences(losses, false), [sentence]);
  assert.deepEqual(lossSentences(losses, true), [`On web-1, ${sentence}`]);
});
