import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EpochClock } from './clock.ts';

const epochMs = 1_700_000_000_000;

function observe(clock: EpochClock, monotonicMs: number, realtimeMs: number): void {
  clock.observe(monotonicMs * 1e6, realtimeMs * 1e6);
}

test('monotonic nanoseconds become epoch milliseconds', () => {
  const clock = new EpochClock();
  observe(clock, 5000, epochMs);
  assert.equal(5000.25 + clock.offsetMs, epochMs + 0.25);
});

test('a clock that is corrected slowly is followed smoothly', () => {
  const clock = new EpochClock();
  observe(clock, 1000, epochMs);
  observe(clock, 2000, epochMs + 1000 + 20);
  assert.equal(clock.offsetMs, epochMs - 1000 + 0.5);
  for (let second = 3; second < 60; second++) {
    observe(clock, second * 1000, epochMs + (second - 1) * 1000 + 20);
  }
  assert.ok(Math.abs(clock.offsetMs - (epochMs - 1000 + 20)) < 0.01);
});

test('a clock that was set is followed at once', () => {
  const clock = new EpochClock();
  observe(clock, 1000, 0);
  observe(clock, 2000, epochMs);
  assert.equal(clock.offsetMs, epochMs - 2000);
});
