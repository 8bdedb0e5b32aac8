import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mustRun, runProgram } from './program.ts';

test('hands back both streams and the exit status', async () => {
  const result = await runProgram('sh', ['-c', 'cat; echo err >&2; exit 3'], { input: 'in' });
  assert.deepEqual(result, { status: 3, stdout: 'in', stderr: 'err\n' });
});

test('a program that does not read its input does no harm', async () => {
  const result = await runProgram('true', [], { input: 'x'.repeat(1_000_000) });
  assert.equal(result.status, 0);
});

test('a failure carries the last words', async () => {
  await assert.rejects(mustRun('sh', ['-c', 'echo why >&2; exit 1']), /exit status 1:\nwhy$/);
});

test('a program that is missing, killed or late fails with one sentence', async () => {
  await assert.rejects(runProgram('/no/such/program', []), /could not be started/);
  await assert.rejects(runProgram('sh', ['-c', 'kill -9 $$']), /was ended by SIGKILL/);
  await assert.rejects(runProgram('sleep', ['60'], { timeoutMs: 50 }), /took longer than 50 ms/);
});
