import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overheadReport } from './overhead-report.ts';
import { printed } from './report.ts';
import { Sections } from './sections.ts';

/** What guest/loads.sh prints for one way of running the loads. */
function measured(name: string, rates: readonly number[], alone: number, seconds: number) {
  return {
    ...loads(name, rates),
    [`${name}.one-connection`]: wrk(alone),
    [`${name}.64k`]: wrk(alone / 2),
    [`${name}.new-connections`]: wrk(alone / 3),
    [`${name}.download`]: `${seconds / 2} seconds`,
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

function withAgent(design: string, rate: number): Record<string, string> {
  const agent = `${design}-agent`;
  return {
    ...loads(agent, [rate, rate, rate]),
    [`${agent}.cold`]: wrk(500),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`${agent}.warm-up-${n}`, wrk(60)])),
    [`${agent}.ns`]: '600000000',
    [`${agent}.served`]: String(3 * rate + 802),
    [`${agent}.told`]: JSON.stringify({ good: 3 * rate + 802, repeated: 0, odd: {}, lost: {} }),
    [`${agent}.log`]: '',
  };
}

function withPeer(name: string, rate: number): Record<string, string> {
  return {
    ...loads(name, [rate, rate, rate]),
    [`${name}.one-connection`]: wrk(rate / 2),
    [`${name}.output`]: '1000',
  };
}

const alone: Record<string, string> = {
  kernel: '6.12.1-cloud-amd64',
  ...measured('warm-up', [1, 1, 1], 1, 1),
  ...measured('plain', [4000, 4000, 4000], 3000, 1),
  ...captured('hybrid', [3600, 3800, 4000], 2850, 1.25),
  ...captured('hybrid-kprobe', [3200, 3200, 3200], 2400, 2),
  ...captured('kprobe', [3000, 3000, 3000], 2400, 2),
  ...captured('raw_tp', [2800, 2800, 2800], 2400, 2),
  ...captured('socket_filter', [3400, 3400, 3400], 2400, 2),
  ...measured('plain-again', [4000, 4000, 4000], 3000, 1),
};

const whole: Record<string, string> = {
  ...loads('plain', [4000, 4000, 4000]),
  'plain.one-connection': wrk(3000),
  ...withAgent('hybrid', 1000),
  ...withAgent('kprobe', 900),
  ...withAgent('raw_tp', 800),
  ...withAgent('socket_filter', 700),
  ...withPeer('tcpdump', 3600),
  ...withPeer('tshark', 2400),
  ...withPeer('bpftrace', 2000),
  ...withPeer('mitmproxy', 40),
};

/** Both guests printed what they should, but for the changes. */
function reportWith(changes: Record<string, string> = {}) {
  const sections = (guest: Record<string, string>) => {
    const entries = Object.keys(guest).map((name) => [name, changes[name] ?? guest[name]]);
    return new Sections(entries.map(([name, text]) => `== ${name}\n${text}\n`).join(''));
  };
  return overheadReport(sections(alone), sections(whole));
}

test('speed with a trace is a ratio to the speed without one', () => {
  const { bench, kernel, results } = reportWith();
  assert.equal(bench, 'overhead');
  assert.equal(kernel, '6.12.1-cloud-amd64');
  const of = (name: string) =>
    Object.fromEntries(
      Object.entries(results).flatMap(([key, value]) =>
        key.startsWith(`${name}-`) ? [[key.slice(name.length + 1), value]] : [],
      ),
    );
  assert.deepEqual(of('hybrid-kprobe'), {
    'tiny-capture': 0.8,
    'one-connection-capture': 0.8,
    '64k-capture': 0.8,
    'new-connections-capture': 0.8,
    'download-capture': 0.5,
    'bytes-capture': 0.5,
    'pingpong-capture': 0.5,
  });
  assert.equal(results['hybrid-tiny-capture'], 0.95);
  assert.equal(results['hybrid-bytes-capture'], 0.8);
  assert.equal(results['hybrid-tiny-agent-seen'], 1);
  assert.equal(results['hybrid-tiny-agent-repeated'], 0);
  assert.equal(results['hybrid-tiny-agent-cold'], 0.125);
  const agents = ['hybrid', 'kprobe', 'raw_tp', 'socket_filter'].map(
    (name) => results[`${name}-tiny-agent`],
  );
  assert.deepEqual(agents, [0.25, 0.225, 0.2, 0.175]);
  assert.deepEqual(of('tcpdump'), { 'tiny-capture': 0.9, 'one-connection-capture': 0.6 });
  assert.equal(results['mitmproxy-tiny-capture'], 0.01);
  assert.deepEqual(of('plain-drift'), {
    tiny: 1,
    'one-connection': 1,
    '64k': 1,
    'new-connections': 1,
    download: 1,
    bytes: 1,
    pingpong: 1,
  });
});

test('a peer that saw nothing was not at work', () => {
  assert.throws(() => reportWith({ 'tshark.output': '0' }), /tshark told nothing/);
});

test('the tables say where the instructions went', () => {
  const text = printed(reportWith());
  // Three runs a request, four a round, of 1,000 ns each.
  assert.match(text, /^hybrid, request: send +3\.00 +500 +1500$/m);
  assert.match(text, /^hybrid, round: send +4\.00 +500 +2000$/m);
  // 4 ms for 11,400 + 2,850 requests.
  assert.match(text, /^hybrid, request: loader +140$/m);
  assert.match(text, /^hybrid, request: agent and its loader +100000$/m);
  assert.match(text, /^hybrid, fentry +3800 +10\.5 % +0\.9500 +0\.9500/m);
});

test('exchanges that were not told, or told otherwise, are shown', () => {
  const told = {
    good: 1900,
    repeated: 3,
    odd: { '200 gap /small.json': 7 },
    lost: { 'ring-buffer-full': 99 },
  };
  const report = reportWith({ 'hybrid-agent.told': JSON.stringify(told) });
  assert.equal(report.results['hybrid-tiny-agent-seen'], 0.5);
  const text = printed(report);
  assert.match(text, /with status 200: 1900; told twice: 3$/m);
  assert.match(text, /other: 7 × 200 gap \/small\.json$/m);
  assert.match(text, /lost: 99 × ring-buffer-full$/m);
});

test('a guest that did not measure everything has no report', () => {
  const failed = { 'hybrid.load-2': 'unable to connect to 127.0.0.1:http' };
  assert.throws(() => reportWith(failed), /told no result: unable to connect/);
  const nothing = new Sections('== kernel\n6.12.1\n');
  assert.throws(() => overheadReport(nothing, nothing), /plain.load-1/);
});
