import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ProcEntry, readProcEntry } from './proc-files.ts';
import { ProcessTable } from './process-table.ts';

function entry(name: string, more: Partial<ProcEntry> = {}): ProcEntry {
  return { name, command: `${name} --flag`, parent: 1, startTime: '10', ...more };
}

test('a process is read once while it is young, and again when its pid may be another one', () => {
  let nowMs = 0;
  let reads = 0;
  let current: ProcEntry | null = entry('node');
  const table = new ProcessTable(
    () => {
      reads++;
      return current;
    },
    () => nowMs,
  );
  const first = table.lookup(5, 'node');
  assert.deepEqual(first, { pid: 5, name: 'node', command: 'node --flag' });
  nowMs = 900;
  assert.equal(table.lookup(5, 'node'), first);
  assert.equal(reads, 1);
  nowMs = 2000;
  assert.equal(table.lookup(5, 'node'), first);
  assert.equal(reads, 2);
  nowMs = 4000;
  current = entry('ruby', { startTime: '99' });
  assert.equal(table.lookup(5, 'ruby').name, 'ruby');
});

test('a process that changes its folder is told anew', () => {
  let nowMs = 0;
  let current = entry('node', { cwd: '/' });
  const table = new ProcessTable(
    () => current,
    () => nowMs,
  );
  assert.equal(table.lookup(5, 'node').cwd, '/');
  nowMs = 2000;
  current = entry('node', { cwd: '/srv/shop' });
  assert.equal(table.lookup(5, 'node').cwd, '/srv/shop');
});

test('exec changes the name and the command of a process', () => {
  let nowMs = 0;
  let current = entry('bash');
  const table = new ProcessTable(
    () => current,
    () => nowMs,
  );
  assert.equal(table.lookup(5, 'bash').name, 'bash');
  nowMs = 100;
  current = entry('curl');
  assert.deepEqual(table.lookup(5, 'curl'), { pid: 5, name: 'curl', command: 'curl --flag' });
});

test('a process that is gone has the name of the event, or what was read while it lived', () => {
  let nowMs = 0;
  let current: ProcEntry | null = null;
  const table = new ProcessTable(
    () => current,
    () => nowMs,
  );
  assert.deepEqual(table.lookup(5, 'curl'), { pid: 5, name: 'curl', command: '' });
  current = entry('wget');
  assert.equal(table.lookup(6, 'wget').command, 'wget --flag');
  nowMs = 5000;
  current = null;
  assert.equal(table.lookup(6, 'wget').command, 'wget --flag');
});

test('the table is bounded', () => {
  let reads = 0;
  const table = new ProcessTable(
    () => {
      reads++;
      return null;
    },
    () => 0,
  );
  for (let pid = 1; pid <= 5000; pid++) table.lookup(pid, 'x');
  table.lookup(5000, 'x');
  assert.equal(reads, 5000);
  table.lookup(1, 'x');
  assert.equal(reads, 5001);
});

test('a real process with an odd name', async () => {
  const script = 'process.title = "a) b (c"; setInterval(() => {}, 1000); console.log("up")';
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'http-trace-test-')));
  const child = spawn(process.execPath, ['-e', script], { cwd });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const read = readProcEntry(child.pid ?? 0);
    assert.equal(read?.name, 'a) b (c');
    assert.equal(read?.parent, process.pid);
    assert.match(read?.startTime ?? '', /^\d+$/);
    assert.equal(read?.cwd, cwd);
    rmdirSync(cwd);
    assert.equal(readProcEntry(child.pid ?? 0)?.cwd, undefined, 'it is no folder any more');
  } finally {
    child.kill('SIGKILL');
  }
  assert.equal(readProcEntry(2 ** 22 + 1), null);
  assert.ok(readProcEntry(process.pid)?.command.includes(process.execPath));
});

test('what the capture told of a process outlives it', () => {
  const table = new ProcessTable(
    () => null,
    () => 0,
  );
  table.told(7, 'curl', 'curl\0-s\0http://localhost/\0');
  assert.equal(table.lookup(7, 'curl').command, 'curl -s http://localhost/');
  table.told(7, 'curl', '');
  assert.equal(table.lookup(7, 'curl').command, 'curl -s http://localhost/');
});
