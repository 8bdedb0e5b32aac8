import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overheadReport } from './overhead-report.ts';
import { printed } from './report.ts';
import { Sections } from './sections.ts';

/** What guest/overhead.sh prints for one way of running the loads. */
function measured(name: string, rates: readonly number[], alone: number, seconds: number) {
  return {
    ...loads(name, rates),
    [`${name}.one-connection`]: wrk(alone),
    [`${name}.stream`]: `${seconds} seconds`,
    [`${name}.pingpong`]: `${seconds * 2} seconds`,
  };
}

function loads(name: string, rates: readonly number[]): Record<string, string> {
  return Object.fromEntries(rates.map((rate, index) => [`${name}.load-${index + 1}`, wrk(rate)]));
}

function wrk(requests: number): string {
  return `  ${requests} requests in 1.00s, 1.43MB read\nRequests/sec:   ${requests}.00`;
}

function programs(runs: number): string {
  return JSON.stringify([{ name: 'send', run_cnt: runs, run_time_ns: runs * 1000 }]);
}

function captured(name: string, rates: readonly number[], alone: number, seconds: number) {
  return {
    ...measured(name, rates, alone, seconds),
    [`${name}.loader-ns`]: '4000000',
    [`${name}.counted-load`]: wrk(2000),
    [`${name}.counted-pingpong`]: '2 seconds',
    [`${name}.programs-before`]: programs(0),
    [`${name}.programs-http`]: programs(6000),
    [`${name}.programs-pingpong`]: programs(46_000),
  };
}

const guest: Record<string, string> = {
  kernel: '6.12.1-cloud-amd64',
  ...measured('warm-up', [1, 1, 1], 1, 1),
  ...measured('plain', [4000, 4000, 4000], 3000, 1),
  ...captured('fentry', [3600, 3800, 4000], 2850, 1.25),
  ...captured('kprobe', [3200, 3200, 3200], 2400, 2),
  ...measured('plain-again', [4000, 4000, 4000], 3000, 1),
  ...loads('agent', [1000, 1000, 1000]),
  'agent.cold': wrk(500),
  'agent.ns': '600000000',
  'agent.served': '3502',
  'agent.told': JSON.stringify({ good: 3502, repeated: 0, odd: {}, lost: {} }),
  'agent.log': '',
};

function sections(changes: Record<string, string> = {}): Sections {
  const all = Object.entries({ ...guest, ...changes });
  return new Sections(all.map(([name, text]) => `== ${name}\n${text}\n`).join(''));
}

test('speed with a trace is a ratio to the speed without one', () => {
  const { bench, kernel, results } = overheadReport(sections());
  assert.equal(bench, 'overhead');
  assert.equal(kernel, '6.12.1-cloud-amd64');
  assert.deepEqual(results, {
    'hybrid-tiny-capture': 0.95,
    'hybrid-one-connection-capture': 0.95,
    'hybrid-bytes-capture': 0.8,
    'hybrid-pingpong-capture': 0.8,
    'hybrid-kprobe-tiny-capture': 0.8,
    'hybrid-kprobe-one-connection-capture': 0.8,
    'hybrid-kprobe-bytes-capture': 0.5,
    'hybrid-kprobe-pingpong-capture': 0.5,
    'hybrid-tiny-agent': 0.25,
    'plain-drift-tiny': 1,
    'plain-drift-one-connection': 1,
    'plain-drift-bytes': 1,
    'plain-drift-pingpong': 1,
    'hybrid-tiny-agent-seen': 1,
    'hybrid-tiny-agent-repeated': 0,
  });
});

test('the tables say where the instructions went', () => {
  const text = printed(overheadReport(sections()));
  // Three runs a request, four a round, of 1,000 ns each.
  assert.match(text, /^fentry, request: send +3\.00 +500 +1500$/m);
  assert.match(text, /^fentry, round: send +4\.00 +500 +2000$/m);
  // 4 ms for 11,400 + 2,850 requests.
  assert.match(text, /^fentry, request: loader +140$/m);
  assert.match(text, /^request: agent and its loader +100000$/m);
  assert.match(text, /^capture and loader \(fentry\) +3800 +10\.5 % +0\.9500 +0\.9500/m);
});

test('exchanges that were not told, or told otherwise, are shown', () => {
  const told = {
    good: 1750,
    repeated: 3,
    odd: { '200 gap /small.json': 7 },
    lost: { 'ring-buffer-full': 99 },
  };
  const report = overheadReport(sections({ 'agent.told': JSON.stringify(told) }));
  assert.equal(report.results['hybrid-tiny-agent-seen'], 0.5);
  const text = printed(report);
  assert.match(text, /with status 200: 1750; told twice: 3$/m);
  assert.match(text, /other: 7 × 200 gap \/small\.json$/m);
  assert.match(text, /lost: 99 × ring-buffer-full$/m);
});

test('a guest that did not measure everything has no report', () => {
  const failed = sections({ 'fentry.load-2': 'unable to connect to 127.0.0.1:http' });
  assert.throws(() => overheadReport(failed), /told no result: unable to connect/);
  assert.throws(() => overheadReport(new Sections('== kernel\n6.12.1\n')), /plain.load-1/);
});
