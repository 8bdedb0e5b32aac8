import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { lossReport } from './loss.ts';
import { tallyLosses } from './loss-tally.ts';
import { Sections } from './sections.ts';

function line(id: string, level: string, state: string, status: number | null = 200): string {
  const request = { target: `/small.json?${level}` };
  const response = status === null ? null : { status };
  return JSON.stringify({ type: 'exchange', id, request, response, completeness: { state } });
}

test('each exchange counts once, by what was told of it last', async () => {
  const lines = [
    '{"type":"ready","design":"tracepoint"}',
    line('1', 'light', 'pending', null),
    line('1', 'light', 'complete'),
    line('2', 'light', 'response-missing', null),
    line('3', 'full', 'complete'),
    line('4', 'full', 'complete', 500),
    '{"type":"loss","reason":"ring-buffer-full","events":3,"bytes":9}',
    '{"type":"loss","reason":"ring-buffer-full","events":4,"bytes":9}',
  ];
  assert.deepEqual(await tallyLosses(Readable.from([`${lines.join('\n')}\n`])), {
    levels: { light: { complete: 1, other: 1 }, full: { complete: 1, other: 1 } },
    lost: { 'ring-buffer-full': 7 },
  });
});

test('what is lost is what was answered and not told', () => {
  const load = '  100 requests in 1.00s, 1MB read\nRequests/sec:    100.00\n';
  const told = {
    levels: {
      light: { complete: 103, other: 0 },
      medium: { complete: 100, other: 1 },
      heavy: { complete: 100, other: 0 },
      full: { complete: 90, other: 2 },
    },
    lost: { 'ring-buffer-full': 12 },
  };
  const output = ['hybrid', 'kprobe', 'raw_tp', 'socket_filter'].flatMap((capture) => [
    ...Object.keys(told.levels).map((level) => `== ${capture}.${level}\n${load}`),
    `== ${capture}.told\n${JSON.stringify(told)}`,
  ]);
  const report = lossReport(new Sections(['== kernel\n6.12', ...output].join('\n')));
  assert.equal(report.results['hybrid-light-lost'], 0);
  assert.equal(report.results['socket_filter-full-lost'], 0.1);
  assert.match(report.tables[0] ?? '', /said to be lost: 12 × ring-buffer-full/);
});
