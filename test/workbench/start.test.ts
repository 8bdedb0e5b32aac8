import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../build/paths.ts';
import { descendants } from '../demo/descendants.ts';
import { readRecord, runningHosts } from '../vm/run-folder.ts';
import { HeadlessBrowser } from './browser.ts';
import { TracePanel } from './panel.ts';
import { processTable, sendSignal } from './process-table.ts';
import { Workbench } from './workbench.ts';

test('npm start shows the demo’s traffic, and Ctrl-C ends all of it', async () => {
  await using demo = await npmStart();
  const address = await demo.prints(/http:\/\/127\.0\.0\.1:\S+/);
  await lookAround(address);
  await demo.ctrlC();
  await assert.rejects(fetch(new URL('/healthz', address)));
});

test('Ctrl-C in the middle of the set-up ends all of it too', async () => {
  await using demo = await npmStart();
  await demo.prints(/Opening the bookshop/);
  await demo.ctrlC();
});

async function lookAround(address: string): Promise<void> {
  await using browser = await HeadlessBrowser.launch();
  const workbench = await Workbench.open(browser.page, address, 'workbench-start');
  const openedAt = Date.now();
  const panel = new TracePanel(workbench);
  try {
    const book = panel.row({ path: /^\/api\/books/, process: 'node' }).first();
    await book.waitFor({ timeout: 180_000 });
    console.error(`The first row came ${(Date.now() - openedAt) / 1000} s after the workbench.`);
    await workbench.screenshot('first-rows');
    // The shop's own question to the inventory.
    await panel.seek('path:/stock', { path: /^\/stock\//, process: 'python3' });
    const failed = { path: '/api/recommendations', status: '500' };
    await (await panel.seek('status-code:5xx', failed)).click();
    assert.match(await panel.tab('response'), /The recommendation model is being reloaded/);
    await workbench.screenshot('server-error');
    const ordered = { path: '/api/orders', status: '201' };
    await (await panel.seek('method:POST path:/api/orders status-code:201', ordered)).click();
    const request = await panel.tab('request');
    assert.match(request, /authorization\s*Bearer/i);
    assert.doesNotMatch(request, /secret/, 'what the header holds stays on the host');
    await workbench.screenshot('order');
  } catch (error) {
    await workbench.screenshot('failed');
    throw error;
  }
}

/** `npm start` in a process group of its own, as a shell with a terminal starts it. */
async function npmStart() {
  const temporary = await mkdtemp(join(tmpdir(), 'ht-start-'));
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid;
  assert.ok(pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stderr.write(text);
    });
  }
  return {
    /** Waits for the text and returns it. */
    async prints(text: RegExp): Promise<string> {
      for (;;) {
        const found = text.exec(output)?.[0];
        if (found) return found;
        assert.ok(running(child), `npm start ended:\n${output}`);
        await delay(100);
      }
    },
    /** A terminal signals the whole group; then nothing that was started may be left. */
    async ctrlC(): Promise<void> {
      const started = [pid, ...descendants(pid)];
      const hosts = (await runningHosts()).filter(({ qemu }) => started.includes(qemu.pid));
      assert.equal(hosts.length, 1);
      const ended = running(child)
        ? once(child, 'exit', { signal: AbortSignal.timeout(60_000) })
        : [];
      sendSignal(-pid, 'SIGINT');
      await ended;
      const left = processTable().filter((entry) => started.includes(entry.pid));
      assert.deepEqual(left, []);
      assert.match(output, /nothing is left running/);
      for (const { description } of hosts) assert.equal(readRecord(description.id), undefined);
      const files = (await readdir(temporary)).filter((name) => !name.startsWith('tsx-'));
      assert.deepEqual(files, [], 'tsx alone keeps what it compiled');
    },
    /** For a test that failed before Ctrl-C. */
    async [Symbol.asyncDispose](): Promise<void> {
      for (const each of [...descendants(pid), pid]) sendSignal(each, 'SIGKILL');
      await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
