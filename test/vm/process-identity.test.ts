import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { endProcess, identityOf, isRunning } from './process-identity.ts';

async function started(command: string) {
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const identity = identityOf(child.pid ?? 0);
  assert.ok(identity);
  return { child, identity };
}

test('ends a process that can be asked to', async () => {
  const { child, identity } = await started('echo; exec sleep 60');
  assert.ok(isRunning(identity));
  const ended = once(child, 'exit');
  await endProcess(identity);
  assert.ok(!isRunning(identity));
  assert.deepEqual(await ended, [null, 'SIGTERM']);
});

test('leaves another process with the same number alone', async () => {
  const { child, identity } = await started('echo; exec sleep 60');
  const later = { ...identity, startTime: String(Number(identity.startTime) - 1) };
  const otherBoot = { ...identity, bootId: 'another' };
  assert.ok(!isRunning(later));
  assert.ok(!isRunning(otherBoot));
  await endProcess(later);
  await endProcess(otherBoot);
  assert.ok(isRunning(identity));
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('ends a process that does not listen, within the time it is given', async () => {
  const { identity } = await started('trap "" TERM; echo; while :; do sleep 0.1; done');
  const before = Date.now();
  await endProcess(identity, 300);
  assert.ok(Date.now() - before >= 300);
  assert.ok(!isRunning(identity));
});

test('knows no process under a number that is not in use', () => {
  assert.equal(identityOf(2 ** 30), undefined);
});
