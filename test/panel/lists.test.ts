import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { importExchanges } from '../../extension/core/har/import.ts';
import { PanelPage } from './panel-page.ts';
import { connectionEvent, exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

const rowsOf = (panel: PanelPage, list: string) =>
  panel.page.locator(`[data-list=${list}] [role=row][data-id]`);

test('connections: failed ones first, with their reason; a click leads to the exchanges', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addConnections([
    connectionEvent(1, 'accept', { rttMs: 0.4 }),
    connectionEvent(2, 'failed', { reason: 'ECONNREFUSED' }),
    connectionEvent(3, 'accept'),
    connectionEvent(3, 'close', { bytesSent: 5000, bytesReceived: 20, closedBy: 'remote' }),
  ]);
  panel.store.addExchanges([exchange(1), exchange(2), exchange(41)]);
  const { page } = panel;
  await page.locator('[data-tab=connections]').click();
  const rows = rowsOf(panel, 'connections');
  await rows.nth(2).waitFor();
  const ids = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-id')));
  assert.deepEqual(await ids(), ['c2', 'c1', 'c3']);
  const first = rows.first();
  await first.getByLabel('failed').waitFor();
  await first.getByText('ECONNREFUSED').waitFor();
  await rows.nth(2).getByText('5.0 kB').waitFor();
  panel.store.addConnections([connectionEvent(1, 'close', { bytesSent: 9, bytesReceived: 9 })]);
  await rows.nth(1).locator('[data-column=state]', { hasText: 'closed' }).waitFor();
  await page.locator('[data-list=connections] [role=columnheader][data-column=sent]').click();
  await page.waitForFunction(
    () =>
      document.querySelector('[data-list=connections] [data-id]')?.getAttribute('data-id') === 'c1',
  );
  await rows.first().click();
  await panel.counted('2 / 3');
  assert.equal(await panel.filter.inputValue(), 'connection:c1');
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('endpoints: paths are folded, a click filters', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges([
    ...Array.from({ length: 20 }, (_, index) => exchange(index, { durationMs: 10 })),
    exchange(20, { durationMs: 900, status: 500 }),
    exchange(21, { target: '/health' }),
  ]);
  const { page } = panel;
  await page.locator('[data-tab=endpoints]').click();
  const rows = rowsOf(panel, 'endpoints');
  await rows.nth(1).waitFor();
  const cell = (name: string) => rows.first().locator(`[data-column=${name}]`);
  assert.equal(await cell('template').textContent(), '/items/{number}');
  assert.equal(await cell('hits').textContent(), '21');
  assert.match((await cell('errors').textContent()) ?? '', /^1 \(4\.8 %\)$/);
  assert.match((await cell('p50').textContent()) ?? '', /^(9\.|10\.)/);
  assert.match((await cell('p99').textContent()) ?? '', /^(8|9)\d\d ms$/);
  assert.equal(await cell('recent').locator('.count-bar').count(), 30);
  await rows.first().click();
  await panel.counted('21 / 22');
  assert.deepEqual(panel.problems, []);
});

test('exchanges are grouped; groups open and close by pointer and by key, and hold what is selected', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  const curl = { pid: 9, name: 'curl', command: 'curl shop.test' };
  panel.store.addExchanges(
    Array.from({ length: 300 }, (_, index) =>
      exchange(index, index % 3 === 0 ? { process: curl } : { status: index % 2 ? 500 : 200 }),
    ),
  );
  const { page, exchanges } = panel;
  const { keyboard } = page;
  await exchanges.rows.filter({ hasText: '/items/299' }).waitFor();
  const group = async (by: string) => {
    await page.locator('[data-action=columns]').click();
    await page.getByRole('menuitemcheckbox', { name: by }).click();
  };
  await group('Group by process');
  const headings = page.locator('[data-list=exchanges] [data-group]');
  await headings.nth(1).waitFor();
  const texts = () => headings.locator('.heading').allTextContents();
  assert.deepEqual(await texts(), [
    'curl (9): curl shop.test100',
    'nginx (812): nginx: worker process200100 errors',
  ]);
  assert.equal(await exchanges.rows.count(), 0);
  assert.match((await panel.count.textContent()) ?? '', /^300 \/ 300$/);
  assert.equal(await page.getByRole('treegrid').count(), 1);

  await headings.nth(1).click();
  await page.locator('[data-id=e1]').waitFor();
  assert.equal(await headings.nth(1).getAttribute('aria-expanded'), 'true');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await panel.details.getByRole('heading', { name: 'GET /items/1' }).waitFor();
  await keyboard.press('End');
  await page.locator('.row.active[data-id=e299]').waitFor();
  // Its heading is far away, and not among the rows that the page holds.
  await keyboard.press('ArrowLeft');
  await page.locator('.row.active[data-group]').waitFor();
  await keyboard.press('ArrowLeft');
  await page.locator('[data-id=e1]').waitFor({ state: 'detached' });
  assert.equal(await headings.nth(1).getAttribute('aria-expanded'), 'false');
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await page.locator('[data-id=e0]').waitFor();

  await panel.filter.fill('status-code:500');
  await panel.counted('100 / 300');
  await page.waitForFunction(() => document.querySelectorAll('[data-group]').length === 1);
  await panel.filter.fill('');
  await panel.load();
  await page.locator('[data-id=e299]').waitFor();
  assert.equal(await headings.count(), 0, 'they are far above');
  await group('Group by process');
  await page.getByRole('grid', { name: 'HTTP exchanges' }).waitFor();
  assert.equal(await headings.count(), 0);
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('why there is nothing is checked live, and the button mends it', async () => {
  await using panel = await PanelPage.open();
  const { page } = panel;
  const notice = (why: string) => page.locator(`[data-list=exchanges] [data-empty=${why}]`);
  await notice('idle').waitFor();
  panel.setTrace({ kind: 'connecting', host: 'web-1', step: 'Signing in' });
  await notice('busy').filter({ hasText: 'Signing in' }).waitFor();
  await notice('busy').locator('[data-action=stop]').click();
  panel.setTrace(tracing);
  await notice('nothing').filter({ hasText: 'No connection was seen either' }).waitFor();
  await notice('nothing').locator('[data-action=checkHost]').click();
  assert.deepEqual(panel.actions, ['stop', 'checkHost']);
  panel.store.addConnections([
    connectionEvent(1, 'accept', { local: { address: '10.0.2.15', port: 443 } }),
  ]);
  await notice('nothing').filter({ hasText: '1 connection seen, 1 open' }).waitFor();
  await notice('nothing').filter({ hasText: 'TLS' }).waitFor();
  await notice('nothing').locator('[data-action=connections]').click();
  await rowsOf(panel, 'connections').first().waitFor();
});

test('a HAR of Chromium opens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ht-har-'));
  const harFile = join(folder, 'page.har');
  {
    // What Playwright writes of Chromium's network events, close to what its developer tools save.
    await using recorded = await PanelPage.open({ harFile });
    recorded.setTrace(tracing);
  }
  const exchanges = importExchanges(readFileSync(harFile)).map(({ exchange }) => exchange);
  rmSync(folder, { recursive: true });
  const script = exchanges.find(({ request }) => request.target === '/main.js');
  assert.equal(script?.response?.status, 200);
  assert.ok((script.timing.endMs ?? 0) >= script.timing.startMs);
  await using panel = await PanelPage.open();
  panel.setFile({ name: 'page.har', problem: '' });
  await panel.page.locator('[data-list=exchanges] [data-empty=file]').waitFor();
  panel.store.addExchanges(exchanges);
  await panel.exchanges.rows.filter({ hasText: '/main.css' }).click();
  await panel.openTab('response');
  await panel.details.getByText('--vscode-').first().waitFor();
  panel.store.clear();
  panel.setFile({ name: 'page.har', problem: 'page.har cannot be opened.' });
  await panel.page
    .locator('[data-empty=failed]', { hasText: 'cannot be opened' })
    .first()
    .waitFor();
  assert.deepEqual(panel.problems, []);
});
