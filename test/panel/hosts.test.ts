import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PanelPage } from './panel-page.ts';
import { tracing, twoHosts } from './traffic.ts';

after(() => PanelPage.closeBrowser());

const column = (panel: PanelPage, list: string) =>
  panel.page.locator(`[data-list=${list}] [role=columnheader][data-column=traced-host]`);

const rowsOf = (panel: PanelPage, list: string) =>
  panel.page.locator(`[data-list=${list}] [role=row][data-id]`);

test('rows of two hosts are told apart: by a column, filters, groups, endpoints and connections', async () => {
  await using panel = await PanelPage.open();
  const { page, exchanges, store } = panel;
  panel.setTrace(tracing, { ...tracing, host: 'web-2' });
  twoHosts.begin(store);
  twoHosts.add(store, 0, 1);
  await exchanges.rows.first().waitFor();
  // Nothing is there of the other one yet, but it is traced.
  await column(panel, 'exchanges').waitFor();
  twoHosts.add(store, 1, 2);
  await exchanges.rows.nth(2).waitFor();
  assert.deepEqual(await exchanges.column('traced-host').allTextContents(), [
    ...['web-1', 'web-1', 'web-2'],
  ]);

  await panel.filter.fill('traced-host:');
  await page.getByRole('option', { name: 'web-2' }).waitFor();
  await panel.filter.fill('traced-host:web-2');
  await panel.counted('1 / 3');
  await panel.filter.fill('');
  await column(panel, 'exchanges').click();
  await column(panel, 'exchanges').click();
  await page.waitForFunction(
    () =>
      document.querySelector('[data-list=exchanges] [data-id]')?.getAttribute('data-id') === '2/e1',
  );
  await page.locator('[data-id="2/e1"]').click();
  await panel.openTab('overview');
  await panel.details.getByText('web-2', { exact: true }).waitFor();

  await page.locator('[data-tab=endpoints]').click();
  await rowsOf(panel, 'endpoints').nth(1).waitFor();
  const hits = await rowsOf(panel, 'endpoints').locator('[data-column=hits]').allTextContents();
  assert.deepEqual(hits, ['2', '1']);
  await rowsOf(panel, 'endpoints').nth(1).click();
  await panel.counted('1 / 3');
  assert.match(await panel.filter.inputValue(), / traced-host:web-2$/);

  await page.locator('[data-tab=connections]').click();
  await rowsOf(panel, 'connections').filter({ hasText: 'web-2' }).first().click();
  assert.equal(await panel.filter.inputValue(), 'connection:2/c1');
  await panel.counted('1 / 3');

  await panel.filter.fill('');
  await page.locator('[data-action=columns]').click();
  await page.getByRole('menuitemcheckbox', { name: 'Group by traced host' }).click();
  const headings = page.locator('[data-list=exchanges] [data-group] .heading');
  await headings.nth(1).waitFor();
  assert.deepEqual(await headings.allTextContents(), ['web-12', 'web-21']);
  await page.locator('[data-action=columns]').click();
  await page.getByRole('menuitemcheckbox', { name: 'Traced host', exact: true }).click();
  await column(panel, 'exchanges').waitFor({ state: 'detached' });
  await panel.load();
  await headings.nth(1).waitFor();
  assert.equal(await column(panel, 'exchanges').count(), 0, 'who hides it does not get it back');
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('groups of one host get its name when there is another one', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  twoHosts.begin(panel.store, 1);
  twoHosts.add(panel.store, 0, 1);
  await panel.page.locator('[data-action=columns]').click();
  await panel.page.getByRole('menuitemcheckbox', { name: 'Group by process' }).click();
  const headings = panel.page.locator('[data-list=exchanges] [data-group] .heading');
  await headings.filter({ hasText: /^nginx \(812\): nginx: worker process2$/ }).waitFor();
  await headings.first().click();
  await panel.exchanges.rows.first().waitFor();
  assert.equal(await column(panel, 'exchanges').count(), 0);
  panel.store.begin('web-2', true);
  twoHosts.add(panel.store, 1, 2);
  await headings.filter({ hasText: /worker process · web-12$/ }).waitFor();
  await headings.filter({ hasText: /worker process · web-21$/ }).waitFor();
  assert.equal(await panel.exchanges.rows.count(), 2, 'what was open is open still');
});

test('of several hosts it says which is lost and whose secrets are shown', async () => {
  await using panel = await PanelPage.open();
  const { page, store } = panel;
  const notice = (name: string) => page.locator(`[data-notice=${name}]`);
  const empty = page.locator('[data-list=exchanges] [data-empty]');
  const second = { ...tracing, host: 'web-2' };
  twoHosts.begin(store);
  panel.setTrace(tracing, second);
  await empty.filter({ hasText: 'Tracing web-1, web-2; no exchanges seen yet.' }).waitFor();
  panel.setTrace(tracing, { ...second, secretsShown: true });
  await notice('secrets').filter({ hasText: 'credentials, cookies and keys of web-2' }).waitFor();
  panel.setTrace(tracing, { kind: 'lost', host: 'web-2', message: 'web-2 went away.' });
  await notice('end').filter({ hasText: 'web-2 went away.' }).waitFor();
  await empty.filter({ hasText: 'Tracing web-1; no exchanges seen yet.' }).waitFor();
  assert.ok(await notice('secrets').isHidden());
  store.addLosses([{ reason: 'ring-buffer-full', events: 7, bytes: 0 }], 'web-1');
  await notice('loss').filter({ hasText: 'On web-1, 7 events: traffic came faster' }).waitFor();
  assert.deepEqual(panel.problems, []);
});

test('what goes by routes is looked at again when routes are found later', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.routes = [];
  twoHosts.begin(panel.store, 1);
  twoHosts.add(panel.store, 0, 1);
  await panel.exchanges.rows.first().waitFor();
  await panel.filter.fill('route:/items/{id}');
  await panel.counted('0 / 2');
  panel.routes = ['/items/{id}'];
  panel.routesChanged();
  await panel.counted('2 / 2');
  await panel.filter.fill('');
  await panel.page.locator('[data-action=columns]').click();
  await panel.page.getByRole('menuitemcheckbox', { name: 'Group by endpoint' }).click();
  const headings = panel.page.locator('[data-list=exchanges] [data-group] .heading');
  await headings.filter({ hasText: 'GET /items/{id}2' }).waitFor();
  panel.routes = [];
  panel.routesChanged();
  await headings.filter({ hasText: 'GET /items/{number}2' }).waitFor();
  assert.deepEqual(panel.problems, []);
});
