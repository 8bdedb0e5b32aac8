import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTable, withFound, withTable } from './kernel-table.ts';

const document = `# Kernels

<!-- written by the tests: begin -->
| design | 6.1 | 6.12 |
| --- | --- | --- |
| auto | a by fentry | a by fentry |
| b | refused | works |
<!-- written by the tests: end -->

More.
`;

test('a table that was read is written as it was', () => {
  const table = readTable(document);
  assert.equal(table.get('6.12')?.get('b'), 'works');
  assert.equal(withTable(document, table), document);
});

test('a column is replaced, a row may be new', () => {
  const table = readTable(document);
  table.set(
    '6.1',
    new Map([
      ['auto', 'c by fentry'],
      ['c', 'works'],
    ]),
  );
  const read = readTable(withTable(document, table));
  assert.equal(read.get('6.1')?.get('auto'), 'c by fentry');
  assert.equal(read.get('6.1')?.get('b'), '');
  assert.equal(read.get('6.12')?.get('c'), '');
  assert.equal(read.get('6.12')?.get('b'), 'works');
});

test('what is known from the whole traffic stays until it is found to be refused', () => {
  const known = new Map([
    ['auto', 'a by fentry'],
    ['a', 'works'],
    ['b', 'fails'],
    ['c', 'works'],
    ['d', 'refused'],
  ]);
  const found = new Map([
    ['auto', 'b by fentry'],
    ['a', 'tells'],
    ['b', 'tells'],
    ['c', 'refused'],
    ['d', 'tells'],
    ['e', 'tells'],
  ]);
  assert.deepEqual(
    [...withFound(known, found)],
    [
      ['auto', 'b by fentry'],
      ['a', 'works'],
      ['b', 'fails'],
      ['c', 'refused'],
      ['d', 'tells'],
      ['e', 'tells'],
    ],
  );
});
