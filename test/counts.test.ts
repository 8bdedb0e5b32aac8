import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsOf, noTests } from './counts.ts';

const closing = (pass: number, fail: number, cancelled: number, skipped: number, todo: number) =>
  [
    '# suites 0',
    `# pass ${pass}`,
    `# fail ${fail}`,
    `# cancelled ${cancelled}`,
    `# skipped ${skipped}`,
    `# todo ${todo}`,
    '# duration_ms 12.5',
    '',
  ].join('\n');

test('counts come from the closing lines, and nothing that did not pass is counted as passed', () => {
  assert.deepEqual(countsOf(closing(10, 1, 2, 3, 4)), { passed: 10, failed: 3, skipped: 7 });
});

test('a test that prints closing lines of its own does not change the counts', () => {
  assert.deepEqual(countsOf(`${closing(99, 0, 0, 0, 0)}ok 1\n${closing(1, 1, 0, 0, 0)}`), {
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test('a runner that wrote nothing counted nothing', () => {
  assert.deepEqual(countsOf(''), noTests);
});
