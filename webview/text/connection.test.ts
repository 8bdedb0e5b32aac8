import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import { connectionFacts, containerWords } from './connection.ts';

const event: ConnectionEvent = {
  id: '1',
  event: 'close',
  timeMs: 0,
  local: { address: '10.0.0.1', port: 80 },
  remote: { address: '10.0.0.2', port: 40_000 },
  process: null,
};

test('nothing is said of what is not known', () => {
  assert.deepEqual(connectionFacts(event), []);
});

test('everything that is known of an end', () => {
  const process = {
    ...{ pid: 1, name: 'nginx', command: '' },
    container: { id: 'ab'.repeat(32), runtime: 'podman', name: 'web' },
  } as const;
  const known = {
    ...event,
    process,
    joined: true,
    netns: 4_026_531_840,
    reason: 'ECONNRESET',
  } as const;
  const totals = {
    closedBy: 'reset',
    durationMs: 1500,
    bytesSent: 90,
    bytesReceived: 5000,
  } as const;
  const more = { bytesRead: 4000, segmentsIn: 1, segmentsOut: 7, retransmits: 2, rttMs: 0.5 };
  assert.deepEqual(connectionFacts({ ...known, ...totals, ...more }), [
    'ECONNRESET',
    'reset by the other end',
    'open for 1.50 s',
    '90 B sent',
    '5.0 kB received',
    '1.0 kB of these never read',
    '1 segment in, 7 out',
    '2 segments sent again',
    'round trip 0.50 ms',
    'older than the trace',
    'container web (podman, abababababab)',
    'network namespace 4026531840',
  ]);
});

test('containers without a name, or with nothing but a name', () => {
  assert.equal(containerWords({ id: 'ab'.repeat(32) }), 'container abababababab');
  assert.equal(
    containerWords({ id: 'web-1', name: 'web-1', runtime: 'lxc' }),
    'container web-1 (lxc)',
  );
});
