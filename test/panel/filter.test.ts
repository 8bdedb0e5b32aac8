import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PanelPage } from './panel-page.ts';
import { exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

async function opened(): Promise<PanelPage> {
  const panel = await PanelPage.open();
  panel.setTrace(tracing);
  panel.store.addExchanges([
    exchange(0, { method: 'POST', target: '/a b', requestBody: '{"colour":"green"}' }),
    exchange(1, { method: 'POST', status: 503 }),
    exchange(2),
  ]);
  await panel.exchanges.rows.nth(2).waitFor();
  return panel;
}

const options = (panel: PanelPage) => panel.page.getByRole('option').locator('.insert');

test('keys and values are offered as they are typed, and taken by key and by pointer', async () => {
  await using panel = await opened();
  const { page, filter } = panel;
  const { keyboard } = page;
  await filter.click();
  await options(panel).filter({ hasText: 'status-code:' }).waitFor();
  await keyboard.type('meth');
  await options(panel)
    .filter({ hasText: /^method:$/ })
    .waitFor();
  await keyboard.press('ArrowDown');
  const active = await filter.getAttribute('aria-activedescendant');
  assert.match((await page.locator(`#${active}`).textContent()) ?? '', /^method:/);
  await keyboard.press('Enter');
  assert.equal(await filter.inputValue(), 'method:');
  await options(panel).filter({ hasText: 'POST' }).waitFor();
  assert.deepEqual(await options(panel).allTextContents(), ['POST', 'GET']);
  assert.equal(await page.getByRole('alert').isVisible(), false, 'it is only half typed');
  await options(panel).filter({ hasText: 'POST' }).click();
  assert.equal(await filter.inputValue(), 'method:POST ');
  await panel.counted('2 / 3');
  await keyboard.type('(body:green or status-code:5xx) -/^never$/ -body:green');
  await panel.counted('1 / 3');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  assert.equal(await filter.inputValue(), '');
  await panel.counted('3 / 3');
  assert.deepEqual(panel.problems, []);
  assert.deepEqual(panel.refused, []);
});

test('a value that is none is said, and hides nothing', async () => {
  await using panel = await opened();
  await panel.filter.fill('method:POST');
  await panel.counted('2 / 3');
  await panel.page.keyboard.press('Escape');
  await panel.filter.fill('method:POST status-code:abc');
  await panel.page.getByRole('alert').filter({ hasText: 'abc' }).waitFor();
  await panel.counted('2 / 3');
  await panel.filter.fill('status-code:abc');
  await panel.counted('3 / 3');
  await panel.filter.fill('status:503');
  await panel.page.getByRole('alert').filter({ hasText: 'status-code:' }).waitFor();
});

test('what is taken before the answer comes replaces all that was typed', async () => {
  await using panel = await opened();
  const { page, filter } = panel;
  const { keyboard } = page;
  const key = options(panel).filter({ hasText: /^method:$/ });
  await filter.click();
  await keyboard.type('m');
  await options(panel).filter({ hasText: 'mime-type:' }).waitFor();
  panel.hold();
  await keyboard.type('eth');
  await options(panel).filter({ hasText: 'mime-type:' }).waitFor({ state: 'detached' });
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  assert.equal(await filter.inputValue(), 'method:');
  await filter.fill('');
  await panel.letGo();
  await keyboard.type('m');
  await options(panel).filter({ hasText: 'mime-type:' }).waitFor();
  panel.hold();
  await keyboard.type('eth');
  await keyboard.press('ArrowDown');
  await panel.letGo();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await key.locator('..').getAttribute('aria-selected'), 'true');
  await keyboard.press('Enter');
  assert.equal(await filter.inputValue(), 'method:');
});

test('what is offered follows the caret', async () => {
  await using panel = await opened();
  const { page, filter } = panel;
  await filter.click();
  await page.keyboard.type('meth');
  await options(panel).filter({ hasText: 'mime-type:' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Home');
  await options(panel).filter({ hasText: 'mime-type:' }).click();
  assert.equal(await filter.inputValue(), 'mime-type:meth');
});

test('filters that were used or saved are offered again, after a reload too', async () => {
  await using panel = await opened();
  const { page, filter } = panel;
  await filter.fill('status-code:5xx');
  await filter.press('Enter');
  await filter.fill('path:"/a b"');
  await page.locator('[data-action=save]').click();
  await page.locator('[data-action=save][aria-pressed=true]').waitFor();
  await page.locator('[data-action=clear-filter]').click();
  await panel.load();
  await filter.click();
  await options(panel).first().waitFor();
  const first = await options(panel).allTextContents();
  assert.deepEqual(first.slice(0, 2), ['path:"/a b"', 'status-code:5xx']);
  await options(panel).first().click();
  await panel.counted('1 / 3');
  await page.locator('[data-action=save]').click();
  await page.locator('[data-action=save][aria-pressed=false]').waitFor();
});

test('a long search says how far it is, and the page stays as it was meanwhile', async () => {
  await using panel = await PanelPage.open();
  panel.setTrace(tracing);
  const body = 'x'.repeat(4000);
  const all = Array.from({ length: 20_000 }, (_, index) => exchange(index, { responseBody: body }));
  panel.store.addExchanges(all);
  await panel.counted('20,000 / 20,000');
  await panel.page.evaluate(() => {
    const bar = document.querySelector('[role=progressbar]') as HTMLElement;
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const counted = document.querySelector('[data-count]')?.textContent ?? '';
      if (!bar.hidden) seen.push(`${bar.getAttribute('aria-valuenow')} ${counted}`);
    }).observe(bar, { attributes: true });
  });
  await panel.filter.fill('body:/(x+x+)+y/');
  await panel.counted('0 / 20,000');
  await panel.page.getByRole('progressbar').waitFor({ state: 'hidden' });
  const seen = await panel.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  assert.ok(seen.length > 0, 'it was told');
  for (const line of seen) assert.match(line, /^\d+ 20,000 \/ 20,000$/);
});
