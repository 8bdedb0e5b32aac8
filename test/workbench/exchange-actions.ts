import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assertHar12 } from '../../extension/core/har/testing/har-1-2.ts';
import type { VmHost } from '../vm/host.ts';
import type { TestBed } from './test-bed.ts';

const secret =
  'curl -s -H "Authorization: Bearer abcdefgh" -d "colour=green" http://localhost/sent';

/** What the commands do that are about an exchange: one of the panel of a trace that is on. */
export async function exchangeActions(bed: TestBed, host: VmHost): Promise<void> {
  const { workbench, panel } = bed;
  const { quickInput, messages, page } = workbench;
  const sent = panel.row({ method: 'POST', path: /^\/sent$/, status: '404' });
  const closeEditors = () => quickInput.command('View: Close All Editors');
  await host.mustRun(secret);
  await sent.first().click();

  await bed.step('copy', async () => {
    await quickInput.command('HTTP Trace: Copy as cURL');
    await messages.statusBar(/Copied/);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^# Secrets in its headers were replaced: Authorization\.\ncurl /);
    assert.match(copied, /http:\/\/localhost\/sent/);
    assert.match(copied, /colour=green/);
  });

  await bed.step('note', async () => {
    await quickInput.command('HTTP Trace: Add note');
    await quickInput.answer(/worth knowing/, 'looks odd');
    await sent.getByLabel('Note: looks odd').waitFor();
  });

  await bed.step('compare', async () => {
    await quickInput.command('HTTP Trace: Select for compare');
    await panel.row({ path: '/after-clear' }).click();
    await quickInput.command('HTTP Trace: Compare with selected');
    await page.locator('.monaco-diff-editor').getByText('colour=green').first().waitFor();
    await workbench.screenshot('compared');
    await closeEditors();
  });

  await bed.step('replay', async () => {
    await sent.first().click();
    await quickInput.command('HTTP Trace: Replay');
    const question = await messages.dialog();
    await workbench.screenshot('replay-question');
    assert.match(question, /Send POST \/sent to .*:80 from test-host\?/);
    assert.match(question, /Replaced on the host because they are secret.*Authorization/s);
    await messages.pressInDialog('Send Without Them');
    await page.locator('.tab.active', { hasText: 'sent again: 404' }).waitFor();
    await workbench.screenshot('replayed');
    // The host has seen it, as any other request.
    await sent.nth(1).waitFor();
    await sent.nth(1).click();
    assert.doesNotMatch(await panel.tab('request'), /Authorization/);
    assert.match(await panel.tab('request'), /colour\s*green/);
    await closeEditors();
  });

  const file = join(bed.home, 'traffic.har');
  await bed.step('export', async () => {
    await quickInput.command('HTTP Trace: Export');
    await quickInput.file(/Export 3 exchanges/, file);
    await messages.statusBar(/test-host/);
    const har = JSON.parse(await written(file));
    assertHar12(har);
    const notes = har.log.entries.map(({ comment }: { comment?: string }) => comment ?? '');
    assert.deepEqual(notes, ['', 'looks odd', '']);
  });

  await bed.step('import', async () => {
    await quickInput.command('HTTP Trace: Open HAR or NDJSON file');
    await quickInput.file(/Open HAR or NDJSON file/, file);
    const saved = workbench.editorPage;
    const row = saved.locator('[role=row][data-id]').filter({ hasText: '/sent' });
    await row.first().click();
    await saved.locator('[data-pane=details]').getByText('POST /sent').first().waitFor();
    await saved.getByLabel('Note: looks odd').waitFor();
    await workbench.screenshot('opened');
    await quickInput.command('HTTP Trace: Copy URL');
    await messages.statusBar(/Copied/);
    const url = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(url, 'http://localhost/sent');
    await closeEditors();
  });
}

/** A file that is being written. */
async function written(file: string): Promise<string> {
  for (let left = 100; ; left -= 1) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('}')) return text;
    if (left === 0) throw new Error(`${file} was not written: “${text.slice(0, 200)}”`);
    await delay(100);
  }
}
