import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatEndpoint,
  formatTime,
} from './format.ts';
import { plural } from './nouns.ts';

test('durations keep three digits or so', () => {
  const table: readonly [number | null, string][] = [
    [0, '0.00 ms'],
    [0.4249, '0.42 ms'],
    [9.999, '10.0 ms'],
    [99.96, '100 ms'],
    [999.6, '1.00 s'],
    [12_340, '12.3 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [-3, '0.00 ms'],
    [null, '–'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ];
  for (const [value, text] of table) assert.equal(formatDuration(value), text);
});

test('sizes', () => {
  const table: readonly [number | null, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [9_950, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [5_600_000_000, '5.6 GB'],
    [Number.MAX_SAFE_INTEGER, '9007 TB'],
    [null, '–'],
    [Number.NaN, '–'],
    [-1, '–'],
  ];
  for (const [value, text] of table) assert.equal(formatBytes(value), text);
});

test('times, of impossible dates too', () => {
  const noon = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
  assert.equal(formatTime(noon), '03:04:05.006');
  assert.equal(formatDate(noon), '2026-01-02 03:04:05.006');
  assert.equal(formatTime(Number.NaN), '–');
  assert.equal(formatDate(1e300), '–');
});

test('counts and endpoints', () => {
  assert.equal(formatCount(1234567), '1,234,567');
  assert.equal(plural(1, 'exchange'), '1 exchange');
  assert.equal(plural(2000, 'hit'), '2,000 hits');
  assert.equal(formatEndpoint({ address: '10.0.0.1', port: 80 }), '10.0.0.1:80');
  assert.equal(formatEndpoint({ address: '::1', port: 80 }), '[::1]:80');
});
