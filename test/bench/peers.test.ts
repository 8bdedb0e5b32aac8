import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peersReport } from './peers.ts';
import { Sections } from './sections.ts';

function load(name: string, rate: number, told: number): string {
  const requests = rate * 3;
  const wrk = `  ${requests} requests in 3.00s, 1MB read\nRequests/sec:    ${rate}.00`;
  return `== ${name}.load\n${wrk}\n== ${name}.told\n${told}\n`;
}

test('speed under other programs as a ratio to none, and what they told', () => {
  const output = [
    load('plain', 1000, 0),
    load('tcpdump', 900, 27_000),
    load('tshark', 600, 180),
    load('bpftrace', 630, 3780),
    load('mitmproxy', 9, 27),
  ].join('');
  const { results, table } = peersReport(new Sections(output));
  assert.deepEqual(results, {
    'tcpdump-tiny': 0.9,
    'tshark-tiny': 0.6,
    'bpftrace-tiny': 0.63,
    'mitmproxy-tiny': 0.009,
  });
  assert.match(table, /tshark.* 600 +0\.6000 +0\.10/);
});
