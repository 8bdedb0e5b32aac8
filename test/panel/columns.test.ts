import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PanelPage } from './panel-page.ts';
import { exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

const header = (panel: PanelPage, name: string) =>
  panel.page.locator(`[data-list=exchanges] [role=columnheader][data-column=${name}]`);

test('a header sorts up, down and away; new rows find their places', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  const durations = [30, 5, 900, 70];
  panel.store.addExchanges(durations.map((durationMs, index) => exchange(index, { durationMs })));
  const { page, exchanges } = panel;
  await exchanges.rows.nth(3).waitFor();
  const order = () => exchanges.rows.evaluateAll((rows) => rows.map((row) => row.dataset['id']));
  const inOrder = (ids: string) =>
    page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll<HTMLElement>('[data-list=exchanges] [data-id]')]
          .map((row) => row.dataset['id'])
          .join(' ') === wanted,
      ids,
    );
  await header(panel, 'duration').click();
  await inOrder('e1 e0 e3 e2');
  assert.equal(await header(panel, 'duration').getAttribute('aria-sort'), 'ascending');
  panel.store.addExchanges([exchange(4, { durationMs: 40 })]);
  await inOrder('e1 e0 e4 e3 e2');
  await header(panel, 'duration').click();
  await inOrder('e2 e3 e4 e0 e1');
  await panel.load();
  await inOrder('e2 e3 e4 e0 e1');
  await header(panel, 'duration').click();
  await inOrder('e0 e1 e2 e3 e4');
  assert.deepEqual(await order(), ['e0', 'e1', 'e2', 'e3', 'e4']);
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('columns are chosen and sized, by pointer and by key, and stay so', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges([exchange(1)]);
  await panel.exchanges.rows.first().waitFor();
  const { page } = panel;
  const { keyboard } = page;
  await page.locator('[data-action=columns]').click();
  await page.getByRole('menuitemcheckbox', { name: 'Protocol' }).click();
  await header(panel, 'protocol').waitFor();
  await page.locator('[data-action=columns]').click();
  await page.getByRole('menuitemcheckbox', { name: 'Route' }).click();
  await panel.exchanges.column('route').getByText('/items/{id}').waitFor();
  await header(panel, 'size').click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Size', exact: true }).click();
  await header(panel, 'size').waitFor({ state: 'detached' });

  const width = async (name: string) => (await header(panel, name).boundingBox())?.width ?? 0;
  const before = await width('method');
  const grip = page.locator('[data-grip=method]');
  const box = (await grip.boundingBox()) ?? assert.fail('no grip');
  await page.mouse.move(box.x + 3, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 43, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(box.x + 143, box.y + 80);
  assert.ok(Math.abs((await width('method')) - before - 40) < 3);
  assert.equal(await header(panel, 'method').getAttribute('aria-sort'), 'none', 'not sorted by it');

  await header(panel, 'method').focus();
  await keyboard.press('Shift+ArrowLeft');
  const narrower = await width('method');
  assert.ok(Math.abs(narrower - before - 30) < 3);
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  assert.equal(await header(panel, 'host').getAttribute('aria-sort'), 'ascending');
  await keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');

  await panel.load();
  await header(panel, 'protocol').waitFor();
  assert.equal(await header(panel, 'size').count(), 0);
  assert.ok(Math.abs((await width('method')) - narrower) < 1);
  await page.locator('[data-action=columns]').click();
  await page.getByRole('menuitem', { name: 'Reset columns' }).click();
  await header(panel, 'size').waitFor();
  assert.deepEqual(panel.problems, []);
});

test('what has no room is told, and can be had in place of others', async () => {
  await using panel = await PanelPage.open({ viewport: { width: 1000, height: 420 } });
  panel.setTrace(tracing);
  panel.store.addExchanges([exchange(1)]);
  await panel.exchanges.rows.first().waitFor();
  const { page } = panel;
  const columns = page.locator('[data-action=columns]');
  const item = (label: string) => page.getByRole('menuitemcheckbox', { name: label });
  assert.ok(((await header(panel, 'path').boundingBox())?.width ?? 0) >= 250);
  await columns.and(page.locator('[title="Columns; no room for In/out, Type"]')).waitFor();
  assert.equal(await columns.textContent(), '+2');
  await columns.click();
  await item('Type no room').click();
  await header(panel, 'type').waitFor();
  await header(panel, 'waterfall').waitFor({ state: 'detached' });
  await columns.and(page.locator('[title="Columns; no room for In/out, Waterfall"]')).waitFor();
  await page.setViewportSize({ width: 1400, height: 420 });
  await columns.and(page.locator('[title="Columns"]')).waitFor();
  assert.equal(await columns.textContent(), '');
  await page.locator('[data-tab=connections]').click();
  await page.setViewportSize({ width: 700, height: 420 });
  await columns.and(page.locator('[title*="no room for"][title*="Open for"]')).waitFor();
  await columns.click();
  await item('Open for no room').click();
  await page.locator('[data-list=connections] [role=columnheader][data-column=age]').waitFor();
  assert.deepEqual(panel.problems, []);
});

test('the page speaks the language of VS Code', async () => {
  await using panel = await PanelPage.open({
    texts: { Status: 'Zustand', '{0} shown of {1} held.': '{1} da, davon {0} gezeigt.' },
  });
  panel.setTrace(tracing);
  panel.store.addExchanges([exchange(0), exchange(1)]);
  await panel.counted('2 / 2');
  assert.equal(await header(panel, 'status').textContent(), 'Zustand');
  assert.equal(await header(panel, 'path').textContent(), 'Path');
  assert.match((await panel.count.getAttribute('title')) ?? '', /^2 da, davon 2 exchanges gezeigt/);
  assert.deepEqual(panel.problems, []);
});

test('the waterfall lies on the time of the rows in view', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges([
    exchange(0, { durationMs: 10 }),
    exchange(1, { durationMs: 37.25 }),
    exchange(2, { status: 500, durationMs: 2000 }),
  ]);
  const row = (id: string) => panel.page.locator(`[data-id=${id}]`);
  await row('e2').waitFor();
  const bars = row('e2').locator('[data-column=waterfall] .bars');
  const background = await bars.evaluate((node) => getComputedStyle(node).backgroundImage);
  const total = 2 * 37.25 + 2000;
  // Where the request begins, and where it, the waiting and the response end.
  const ends = [0, 200, 1600, 2000].map((ms) => ((74.5 + ms) / total) * 100);
  const shown = [...background.matchAll(/([\d.]+)%/g)].map(([, percent]) => Number(percent));
  for (const end of ends) {
    assert.ok(
      shown.some((percent) => Math.abs(percent - end) < 0.02),
      `${end} % is not in ${background}`,
    );
  }
  assert.ok(((await bars.boundingBox())?.width ?? 0) > 80, 'there is room for them');
  await row('e2').getByLabel('slow: 2.00 s').waitFor();
  await row('e2').getByLabel('server error').waitFor();
});

test('j, k and Ctrl+F do what they do elsewhere', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges([exchange(0), exchange(1), exchange(2)]);
  await panel.exchanges.rows.nth(2).waitFor();
  await panel.exchanges.grid.focus();
  const { keyboard } = panel.page;
  await keyboard.press('Home');
  await keyboard.press('j');
  await keyboard.press('Enter');
  await panel.details.getByRole('heading', { name: 'GET /items/1' }).waitFor();
  await keyboard.press('k');
  await panel.details.getByRole('heading', { name: 'GET /items/0' }).waitFor();
  await keyboard.press('Control+f');
  await keyboard.type('items/2');
  await panel.counted('1 / 3');
});
