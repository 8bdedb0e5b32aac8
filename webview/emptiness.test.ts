import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Emptiness, emptinessOf, type ListCounts } from './emptiness.ts';
import type { PanelState, TraceState } from './protocol/state.ts';

const what = 'exchange' as const;
const tracing: TraceState = {
  kind: 'tracing',
  host: 'web-1',
  design: 'x',
  kernel: '6.1',
  refused: [],
  secretsShown: false,
};

function why(
  trace: TraceState,
  counts: Partial<ListCounts> = {},
  paused = false,
  traffic: PanelState['traffic'] = { seen: 0, open: 0, bytes: 0, encrypted: 0 },
): Emptiness | undefined {
  const state: PanelState = {
    ...{ traces: trace.kind === 'idle' ? [] : [trace], file: null, tracedHosts: [] },
    paused,
    losses: [],
    dropped: { bodies: 0, exchanges: 0, connections: 0 },
    traffic,
  };
  return emptinessOf(state, { shown: 0, held: 0, waiting: 0, ...counts }, what);
}

test('rows need no excuse', () => {
  assert.equal(why(tracing, { shown: 1, held: 1 }), undefined);
});

test('every reason has its words and what mends it', () => {
  const lost = 'The connection to web-1 was lost; start again.';
  const table: readonly [Emptiness | undefined, Emptiness['why'], RegExp, string | undefined][] = [
    [why({ kind: 'idle' }), 'idle', /No host/, 'start'],
    [why({ kind: 'connecting', host: 'h', step: 'Signing in' }), 'busy', /Signing in/, 'stop'],
    [why({ kind: 'stopping', host: 'h' }), 'busy', /Leaving h/, undefined],
    [why(tracing), 'nothing', /no exchanges seen yet/, 'checkHost'],
    [why(tracing, { held: 2 }), 'filtered', /hides 2 exchanges/, 'unfilter'],
    [why(tracing, { held: 2, waiting: 2 }, true), 'paused', /2 exchanges came/, 'resume'],
    [why(tracing, {}, true), 'paused', /nothing new/, 'resume'],
    [why(tracing, { held: 5, waiting: 2 }, true), 'filtered', /hides 3 exchanges/, 'unfilter'],
    [why({ kind: 'stopped', host: 'h' }), 'stopped', /has ended/, 'start'],
    [why({ kind: 'lost', host: 'h', message: lost }), 'lost', /web-1 was lost/, 'start'],
    [
      why({ kind: 'failed', host: 'web-1', message: 'It refused.' }),
      'failed',
      /^web-1 could not be traced/,
      'start',
    ],
  ];
  for (const [found, kind, text, action] of table) {
    assert.equal(found?.why, kind);
    assert.match(found?.text ?? '', text);
    assert.equal(found?.mend?.action, action);
  }
});

test('while there is no HTTP it says what there is', () => {
  const seen = { seen: 12, open: 3, bytes: 4_200_000, encrypted: 5 };
  const found = why(tracing, {}, false, seen);
  assert.match(
    found?.more ?? '',
    /^12 connections seen, 3 open, 4.2 MB, but no HTTP on them\. 5 of them/,
  );
  assert.equal(found?.mend?.action, 'connections');
  assert.doesNotMatch(why(tracing, {}, false, { ...seen, encrypted: 0 })?.more ?? '', /TLS/);
});

test('hosts of which all is alike are told together, and those that are traced before others', () => {
  const state: PanelState = {
    ...{ file: null, tracedHosts: [], paused: false, losses: [] },
    traces: [
      { kind: 'lost', host: 'web-0', message: 'It went away.' },
      tracing,
      { ...tracing, host: 'web-2' },
      { kind: 'connecting', host: 'web-3', step: 'Signing in' },
    ],
    dropped: { bodies: 0, exchanges: 0, connections: 0 },
    traffic: { seen: 0, open: 0, bytes: 0, encrypted: 0 },
  };
  const none = { shown: 0, held: 0, waiting: 0 };
  assert.match(emptinessOf(state, none, what)?.text ?? '', /^Tracing web-1, web-2; no exchanges/);
  const many = ['a', 'b', 'c', 'd'].map((host) => ({ kind: 'stopped', host }) as const);
  assert.match(emptinessOf({ ...state, traces: many }, none, what)?.text ?? '', /of 4 hosts has/);
});
