import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Geometry,
  isSqueezed,
  maxOffset,
  offsetAt,
  offsetShowing,
  rowsAt,
  scrollHeight,
  scrollTopAt,
} from './geometry.ts';

const list = (rows: number): Geometry => ({ rows, rowHeight: 22, viewport: 300 });

test('a list that fits is not scrolled', () => {
  for (const rows of [0, 1, 13]) {
    assert.equal(maxOffset(list(rows)), 0);
    assert.equal(offsetAt(list(rows), 50), 0);
    assert.deepEqual(rowsAt(list(rows), 0), { first: 0, end: rows });
  }
});

test('100,000 rows scroll pixel by pixel', () => {
  const geometry = list(100_000);
  assert.equal(isSqueezed(geometry), false);
  assert.equal(scrollHeight(geometry), 2_200_000);
  assert.equal(offsetAt(geometry, 1234.5), 1234.5);
  assert.deepEqual(rowsAt(geometry, 1_100_000), { first: 50_000, end: 50_014 });
  assert.deepEqual(rowsAt(geometry, maxOffset(geometry)), { first: 99_986, end: 100_000 });
});

test('a list higher than an element may be is squeezed, and its ends are reached exactly', () => {
  const geometry = list(5_000_000);
  assert.equal(isSqueezed(geometry), true);
  const most = scrollHeight(geometry) - geometry.viewport;
  assert.ok(most < 33_554_428);
  assert.equal(offsetAt(geometry, 0), 0);
  assert.equal(offsetAt(geometry, most), maxOffset(geometry));
  assert.equal(rowsAt(geometry, maxOffset(geometry)).end, 5_000_000);
  assert.equal(Math.round(offsetAt(geometry, most / 2)), Math.round(maxOffset(geometry) / 2));
});

test('scroll bar and offset are each other’s inverse', () => {
  for (const rows of [50, 100_000, 5_000_000]) {
    const geometry = list(rows);
    for (const share of [0, 0.1, 0.37, 0.5, 0.999, 1]) {
      const offset = share * maxOffset(geometry);
      const back = offsetAt(geometry, scrollTopAt(geometry, offset));
      assert.ok(Math.abs(back - offset) < 1e-3, `${rows} rows, ${share}: ${back} ≠ ${offset}`);
    }
  }
});

test('an offset outside of the list is brought inside', () => {
  const geometry = list(100);
  assert.equal(offsetAt(geometry, -10), 0);
  assert.equal(offsetAt(geometry, 1e9), 1900);
  assert.equal(scrollTopAt(geometry, 1e9), 1900);
});

test('showing a row moves no further than needed', () => {
  const geometry = list(100);
  assert.equal(offsetShowing(geometry, 220, 12), 220);
  assert.equal(offsetShowing(geometry, 220, 9), 198);
  assert.equal(offsetShowing(geometry, 220, 40), 41 * 22 - 300);
});
