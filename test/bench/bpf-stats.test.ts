import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costsBetween } from './bpf-stats.ts';

const before = JSON.stringify([
  { id: 3, type: 'cgroup_device', tag: 'e3dbd137be8d6168' },
  { id: 7, type: 'tracing', name: 'send_direct', run_time_ns: 1000, run_cnt: 10 },
  { id: 8, type: 'tracing', name: 'receive_direct_5', run_time_ns: 500, run_cnt: 5 },
]);
const after = JSON.stringify([
  { id: 3, type: 'cgroup_device', tag: 'e3dbd137be8d6168' },
  { id: 7, type: 'tracing', name: 'send_direct', run_time_ns: 3000, run_cnt: 30 },
  { id: 8, type: 'tracing', name: 'receive_direct_5', run_time_ns: 500, run_cnt: 5 },
]);

test('programs cost what their counters grew by; those that did not run are left out', () => {
  assert.deepEqual(costsBetween(before, after), [{ name: 'send_direct', runs: 20, ns: 2000 }]);
});

test('a program that was not there before counts from zero', () => {
  assert.deepEqual(costsBetween('[]', before), [
    { name: 'send_direct', runs: 10, ns: 1000 },
    { name: 'receive_direct_5', runs: 5, ns: 500 },
  ]);
});

test('what is no list of programs is an error', () => {
  assert.throws(() => costsBetween('[]', '{"error":"Operation not permitted"}'), /no list/);
  assert.throws(() => costsBetween('[]', 'Error: not permitted'), /no list/);
});
