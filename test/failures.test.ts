import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { failuresOf } from './failures.ts';

const failing = `
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
test('passes', () => {});
test('fails in words', () => assert.fail('the reason'));
describe('outer', () => {
  test('is unequal', () => assert.deepEqual([1], [2]));
  test('passes too', () => {});
});
`;

test('what failed is listed with its error, and not the tests around it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'http-trace-failures-'));
  const file = join(folder, 'some.test.mjs');
  writeFileSync(file, failing);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], { env });
  rmSync(folder, { recursive: true });
  const [words, unequal, ...more] = failuresOf(stdout.toString());
  assert.deepEqual([words, more], ['fails in words: the reason', []]);
  assert.match(unequal ?? '', /^is unequal: Expected values .* \+ +1 +- +2/);
});

test('where nothing failed nothing is listed', () => {
  assert.deepEqual(failuresOf('TAP version 13\nok 1 - passes\n1..1\n'), []);
});
