import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitting, gridColumns, layoutOf, plainLayout, resized, sortedNext } from './layout.ts';

const columns = [
  { name: 'time', width: 90, least: 80 },
  { name: 'path', width: 120, least: 100, grow: 2 },
  { name: 'size', width: 60, least: 50, leaves: 2 },
  { name: 'type', width: 60, least: 50, leaves: 1 },
  { name: 'more', width: 60, least: 50, leaves: 3, extra: true },
] as const;

const names = (all: readonly { name: string }[]) => all.map(({ name }) => name).join(' ');

test('columns leave in their order where there is no room, and extra ones come when wanted', () => {
  assert.equal(names(fitting(columns, plainLayout, 320)), 'time path size type');
  assert.equal(names(fitting(columns, plainLayout, 319)), 'time path type');
  assert.equal(names(fitting(columns, plainLayout, 100)), 'time path');
  const more = { ...plainLayout, shown: { more: true, type: false } };
  assert.equal(names(fitting(columns, more, 1000)), 'time path size more');
  const wide = resized(plainLayout, columns[0], 150);
  assert.equal(names(fitting(columns, wide, 332)), 'time path type');
});

test('a claim is met before others have room, as far as they can leave', () => {
  const claims = columns.map((column) =>
    column.name === 'path' ? { ...column, claim: 0.5 } : column,
  );
  assert.equal(names(fitting(claims, plainLayout, 500)), 'time path size type');
  assert.equal(names(fitting(claims, plainLayout, 400)), 'time path type');
  assert.equal(
    gridColumns(claims.slice(0, 2), plainLayout, 400),
    'minmax(80px, 90px) minmax(200px, 2fr)',
  );
  assert.equal(
    gridColumns(claims.slice(0, 2), plainLayout, 150),
    'minmax(80px, 90px) minmax(0px, 2fr)',
    'there is nothing that can leave',
  );
  const asked = { ...plainLayout, shown: { size: true } };
  assert.equal(names(fitting(claims, asked, 400)), 'time path size');
  assert.equal(names(fitting(claims, asked, 250)), 'time path');
});

test('a width that was set holds; without a growing column something else takes the room', () => {
  assert.equal(
    gridColumns(columns.slice(0, 2), plainLayout, 500),
    'minmax(80px, 90px) minmax(100px, 2fr)',
  );
  const set = resized(plainLayout, columns[1], 77.6);
  assert.equal(
    gridColumns(columns.slice(0, 2), set, 500),
    'minmax(80px, 90px) 78px minmax(0, 1fr)',
  );
  assert.equal(resized(plainLayout, columns[1], -5).widths['path'], 24);
});

test('a header is clicked up, down and away', () => {
  const up = { ...plainLayout, sort: sortedNext(plainLayout, 'size') };
  assert.deepEqual(up.sort, { column: 'size', descending: false });
  const down = { ...plainLayout, sort: sortedNext(up, 'size') };
  assert.deepEqual(down.sort, { column: 'size', descending: true });
  assert.equal(sortedNext(down, 'size'), null);
  assert.deepEqual(sortedNext(down, 'time'), { column: 'time', descending: false });
});

test('a layout of before may have any shape', () => {
  for (const odd of [undefined, null, 5, [], { widths: 5, shown: 'x', sort: [] }]) {
    assert.deepEqual(layoutOf(odd), plainLayout);
  }
  assert.deepEqual(
    layoutOf({
      widths: { a: 5, b: 'x', c: null },
      shown: { a: true, b: 1 },
      sort: { column: 'a' },
    }),
    { widths: { a: 5 }, shown: { a: true }, sort: { column: 'a', descending: false }, group: null },
  );
});
