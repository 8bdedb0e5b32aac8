import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PanelPage } from './panel-page.ts';
import { exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

function many(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) =>
    exchange(from + index, { status: index % 10 === 9 ? 503 : 200 }),
  );
}

test('100,000 rows: few in the page, every one in reach', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(100_000));
  const rows = panel.exchanges.rows;
  await rows.filter({ hasText: '/items/99999' }).waitFor();
  assert.ok((await rows.count()) < 60);

  await panel.exchanges.viewport.evaluate((node) => {
    node.scrollTop = node.scrollHeight / 2;
  });
  await rows.filter({ hasText: '/items/50000' }).waitFor();
  assert.ok((await rows.count()) < 60);

  await panel.exchanges.grid.focus();
  await panel.page.keyboard.press('Home');
  await panel.page.locator('[data-id=e0]').waitFor();
  await panel.page.keyboard.press('PageDown');
  await panel.page.keyboard.press('End');
  await rows.filter({ hasText: '/items/99999' }).waitFor();
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('the filter counts, complains and is undone', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(20_000));
  const { page, filter } = panel;
  await filter.fill('status-code:503');
  await panel.counted('2,000 / 20,000');
  assert.deepEqual(
    new Set(await panel.exchanges.column('status').allTextContents()),
    new Set(['503']),
  );
  await filter.fill('status-code:503 status-code:banana');
  await page.getByRole('alert').filter({ hasText: 'banana' }).waitFor();
  await panel.counted('2,000 / 20,000');
  await filter.fill('status-code:banana');
  await panel.counted('20,000 / 20,000');
  await filter.fill('no such thing');
  const empty = page.locator('[data-list=exchanges] [data-empty=filtered]');
  await empty.filter({ hasText: 'The filter hides 20,000 exchanges.' }).waitFor();
  await page.locator('[data-action=unfilter]').click();
  await panel.counted('20,000 / 20,000');
  assert.equal(await filter.inputValue(), '');
});

test('what a host sends is text, whatever it says', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  const script = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  panel.store.addExchanges([
    exchange(1, {
      method: 'GET<b>',
      target: `/${script}\u202Egpj\u0000`,
      authority: '<i>host</i>',
      process: { pid: 5, name: '<u>\u001b[31m', command: script },
      responseHeaders: [
        ['Content-Type', 'text/html'],
        ['X-<b>', `${script}\r\nX-Forged: 1`],
      ],
      responseBody: `${script}\u202E\u0007`,
      completeness: {
        state: 'gap',
        notes: [{ kind: 'malformed', message: 'request', what: script }],
      },
    }),
  ]);
  await panel.exchanges.rows.first().click();
  for (const tab of ['request', 'response', 'connection', 'overview']) {
    await panel.openTab(tab);
  }
  await panel.openTab('response');
  const text = await panel.details.innerText();
  assert.ok(text.includes(`${script}⟨U+202E⟩␇`));
  assert.ok(text.includes(`${script}␍␊X-Forged: 1`));
  const path = await panel.exchanges.column('path').first().textContent();
  assert.equal(path, `/${script}⟨U+202E⟩gpj␀`);
  assert.equal(
    await panel.page.locator('main img, main script, main b, main i, main u').count(),
    0,
  );
  assert.equal(await panel.page.title(), 'HTTP Trace');
  assert.deepEqual(panel.problems, []);
});

test('it follows the newest until it is scrolled, and again when asked to', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(500));
  const { rows, viewport } = panel.exchanges;
  await rows.filter({ hasText: '/items/499' }).waitFor();
  await viewport.hover();
  await panel.page.mouse.wheel(0, -1000);
  await panel.follow.waitFor();
  const before = await panel.seen();
  panel.store.addExchanges(many(500, 500));
  await panel.counted('1,000 / 1,000');
  assert.deepEqual(await panel.seen(), before);
  await panel.follow.click();
  await rows.filter({ hasText: '/items/999' }).waitFor();
  panel.store.addExchanges(many(10, 1000));
  await rows.filter({ hasText: '/items/1009' }).waitFor();
});

test('the way back to the newest is offered only while there are rows below', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(5));
  const { rows } = panel.exchanges;
  await rows.nth(2).click();
  await panel.details.waitFor();
  await panel.page.locator('[data-tab=connections]').click();
  await panel.page.locator('[data-tab=exchanges]').click();
  await panel.details.waitFor();
  assert.equal(await panel.follow.isVisible(), false);
  panel.store.addExchanges(many(95, 5));
  await panel.follow.waitFor();
  await panel.filter.fill('path:/items/2');
  await panel.counted('11 / 100');
  await panel.follow.waitFor({ state: 'hidden' });
});

test('what a narrow table leaves out', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  const authority = '127.0.0.1:8080';
  panel.store.addExchanges([exchange(1, { authority, target: `/${'long/'.repeat(50)}` })]);
  await panel.exchanges.rows.first().waitFor();
  const all = ['time', 'method', 'host', 'path', 'status', 'duration', 'size', 'process'];
  const kept: [number, string[]][] = [
    [1000, []],
    [740, ['process']],
    [640, ['process', 'size']],
    [560, ['process', 'size', 'host']],
    [450, ['process', 'size', 'host', 'duration']],
    [320, ['process', 'size', 'host', 'duration', 'time']],
  ];
  for (const [width, gone] of kept) {
    await panel.page.setViewportSize({ width, height: 420 });
    for (const name of all) {
      const cell = panel.exchanges.column(name);
      await cell.waitFor({ state: gone.includes(name) ? 'hidden' : 'visible' });
      if (gone.includes(name) || name === 'path') continue;
      const cut = await cell.evaluate((node) => node.scrollWidth > node.clientWidth);
      assert.equal(cut, false, `${name} at ${width} is cut`);
    }
    const path = panel.exchanges.column('path');
    assert.ok(((await path.boundingBox())?.width ?? 0) >= Math.max(130, width / 4));
    assert.match((await path.getAttribute('title')) ?? '', /^\/long.*\/$/);
  }
});

test('rows in view stay where they are while the oldest are dropped', async () => {
  await using panel = await PanelPage.open({ maxExchanges: 1000 });
  panel.setTrace(tracing);
  panel.store.addExchanges(many(1000));
  await panel.exchanges.rows.filter({ hasText: '/items/999' }).waitFor();
  await panel.exchanges.viewport.evaluate((node) => {
    node.scrollTop = 700 * 22;
  });
  await panel.exchanges.rows.filter({ hasText: '/items/700' }).waitFor();
  await panel.follow.waitFor();
  const before = await panel.seen();
  panel.store.addExchanges(many(300, 1000));
  await panel.page.locator('[data-count][title*="300 exchanges let go"]').waitFor();
  assert.deepEqual(await panel.seen(), before);
});

test('the keyboard opens, moves through and closes the details', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(50));
  await panel.exchanges.rows.filter({ hasText: '/items/49' }).waitFor();
  await panel.exchanges.grid.focus();
  const { keyboard } = panel.page;
  await keyboard.press('Home');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const title = panel.details.getByRole('heading', { level: 2 });
  await title.filter({ hasText: 'GET /items/1' }).waitFor();
  await keyboard.press('ArrowDown');
  await title.filter({ hasText: 'GET /items/2' }).waitFor();
  const active = await panel.exchanges.grid.getAttribute('aria-activedescendant');
  assert.equal(await panel.page.locator(`#${active}`).getAttribute('data-id'), 'e2');
  assert.equal(await panel.page.locator('[aria-selected=true][data-id]').count(), 1);
  await keyboard.press('Escape');
  await panel.details.waitFor({ state: 'hidden' });
});

test('a pending exchange is replaced in row and details when it ends', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  const pending = exchange(1, {
    status: null,
    durationMs: null,
    completeness: { state: 'pending', notes: [] },
  });
  panel.store.addExchanges([pending]);
  const row = panel.page.locator('[role=row][data-id=e1]');
  await row.getByLabel('not over yet').waitFor();
  await row.click();
  await panel.openTab('response');
  await panel.details.getByText('There is no response yet.').waitFor();
  panel.store.addExchanges([exchange(1, { status: 500 })]);
  await panel.details.getByText('HTTP/1.1 500').waitFor();
  await row.getByLabel('server error').waitFor();
});

test('pausing holds new rows back, the banner tells of losses, clearing empties', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(5));
  await panel.counted('5 / 5');
  panel.pause(true);
  panel.store.addExchanges(many(3, 5));
  await panel.counted('5 / 8 (+3)');
  panel.pause(false);
  await panel.counted('8 / 8');
  panel.store.addLosses([{ reason: 'ring-buffer-full', events: 7, bytes: 0 }]);
  await panel.page.locator('[data-notice=loss]').filter({ hasText: '7 events' }).waitFor();
  await panel.exchanges.rows.first().click();
  await panel.details.waitFor();
  const end = panel.page.locator('[data-notice=end]');
  panel.setTrace({ kind: 'lost', host: 'web-1', message: 'The connection to web-1 was lost.' });
  await end.filter({ hasText: 'The connection to web-1 was lost.' }).waitFor();
  panel.store.clear();
  await panel.page.locator('[data-list=exchanges] [data-empty=lost]').waitFor();
  await end.waitFor({ state: 'hidden' });
  await panel.details.waitFor({ state: 'hidden' });
  await panel.page.locator('[data-notice=loss]').waitFor({ state: 'hidden' });
  await panel.page.locator('[data-list=exchanges] [data-action=start]').click();
  assert.deepEqual(panel.actions, ['start']);
});

test('the page comes back as it was left', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(100));
  await panel.filter.fill('path:/items/4');
  await panel.filter.blur();
  await panel.page.locator('[data-id=e42]').click();
  await panel.openTab('connection');
  await panel.load();
  await panel.counted('11 / 100');
  assert.equal(await panel.filter.inputValue(), 'path:/items/4');
  await panel.details.getByRole('heading', { name: 'GET /items/42' }).waitFor();
  await panel.details.getByText('Client', { exact: true }).waitFor();
  assert.deepEqual(panel.problems, []);
});

test('the splitter moves by pointer and by key', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges(many(5));
  await panel.exchanges.rows.first().click();
  const line = panel.page.getByRole('separator');
  const width = async () => (await panel.details.boundingBox())?.width ?? 0;
  const before = await width();
  const box = (await line.boundingBox()) ?? assert.fail('no splitter');
  await panel.page.mouse.move(box.x, box.y + 50);
  await panel.page.mouse.down();
  await panel.page.mouse.move(box.x - 100, box.y + 50, { steps: 4 });
  await panel.page.mouse.up();
  assert.ok(Math.abs((await width()) - before - 100) < 5);
  await line.focus();
  await panel.page.keyboard.press('ArrowRight');
  assert.ok((await width()) < before + 90);
  await panel.page.keyboard.press('ArrowLeft');
  for (let press = 0; press < 20; press++) await panel.page.keyboard.press('ArrowLeft');
  assert.ok((await width()) <= 1200 * 0.551, 'the table keeps its share');
});
