import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Demo } from '../demo/demo.ts';
import { HeadlessBrowser } from './browser.ts';
import { type Lens, lenses } from './editor-lines.ts';
import { TracePanel } from './panel.ts';
import { Workbench } from './workbench.ts';

let demo: Demo;
let browser: HeadlessBrowser;

before(async () => {
  demo = await Demo.open({
    port: 0,
    abort: new AbortController(),
    progress: (line) => console.error(line),
  });
  browser = await HeadlessBrowser.launch();
});

after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await demo?.[Symbol.asyncDispose]();
});

test('from live traffic to the line that handles it, and from a row to its handler', async () => {
  const workbench = await Workbench.open(browser.page, demo.address, 'workbench-routes');
  const { page, quickInput } = workbench;
  const panel = new TracePanel(workbench);
  try {
    await panel.row({ path: '/api/recommendations', status: '500' }).first().waitFor({
      timeout: 240_000,
    });
    const lens = await lensOn(workbench, '/api/books/:id/stock');
    await workbench.screenshot('lenses');
    assert.match(lens.text, /^\d+ requests? · p95 [\d.]+ m?s$/);
    for (const { text, line } of await lenses(page)) {
      assert.match(line, /^router\.(get|post)\('\/api\//, `${text} stands on a route`);
    }

    // What happened, over the line; text of the host stays text.
    await page.locator('.monaco-editor .view-line', { hasText: '/api/books/:id/stock' }).hover();
    const hover = page.locator('.monaco-hover', { hasText: 'GET /api/books/{id}/stock' });
    await hover.getByText('Show in the panel').waitFor();
    assert.match(await hover.innerText(), /GET \/api\/books\/\d+\/stock → 200/);
    await workbench.screenshot('hover');

    await quickInput.command('Explorer: Focus on HTTP Routes View');
    const tree = page.getByRole('treeitem');
    await tree.filter({ hasText: /Routes with traffic\s*[1-9]/ }).waitFor();
    await tree.filter({ hasText: /GET \/api\/books\/\{id\}\/stock\s*\d+ request/ }).waitFor();
    await workbench.screenshot('routes-view');
    await tree.filter({ hasText: /Routes with traffic/ }).click();
    await tree.filter({ hasText: /Routes never hit/ }).waitFor();
    await tree.filter({ hasText: /Traffic without a route/ }).waitFor();

    // A request that failed is told on its handler, and beside it.
    await page.locator('.monaco-editor .squiggly-info').first().waitFor();
    await page.locator('.monaco-editor .margin [class*="ced-"]').first().waitFor();
    await workbench.screenshot('failed-route');
    assert.match((await lensOn(workbench, '/api/recommendations')).text, /\d+ errors?/);

    // A click filters the panel.
    const failing = page.locator('.codelens-decoration a').filter({ hasText: /error/ }).first();
    await failing.click();
    await waitUntil(async () =>
      (await panel.filter.inputValue()).includes('path:/api/recommendations*'),
    );
    await panel.row({ path: '/api/recommendations' }).first().waitFor();
    await waitUntil(async () =>
      (await panel.column('path')).every((path) => path.startsWith('/api/recommendations')),
    );
    await workbench.screenshot('filtered');

    // When the trace has ended, lens and panel count the same.
    await quickInput.command('HTTP Trace: Stop HTTP trace');
    await panel.inState('stopped');
    await waitUntil(async () => {
      const { text } = await lensOn(workbench, '/api/recommendations');
      const shown = await panel.frame.locator('[data-count]').innerText();
      return text.startsWith(`${/^[\d,]+/.exec(shown)?.[0]} request`);
    });
    await workbench.screenshot('counted');

    // From a row to its handler.
    await panel.filterBy('path:/api/orders method:GET');
    await panel
      .row({ method: 'GET', path: /^\/api\/orders\/\d+/ })
      .first()
      .click();
    await page.keyboard.press('F12');
    await page.locator('.statusbar-item', { hasText: /Ln 16, Col/ }).waitFor();
    await workbench.screenshot('handler');

    // A gRPC call by the names of the schema in the workspace.
    await panel.filterBy('path:/bookshop.v1.Prices/Quote');
    await panel.row({ path: '/bookshop.v1.Prices/Quote' }).first().click();
    await panel.details.locator('[data-tab=messages]').click();
    const request = panel.details.locator('.message', { hasText: /book: book-\d, currency: / });
    await request.first().locator('summary').click();
    await panel.details.getByText('bookshop.v1.QuoteRequest of prices/prices.proto').waitFor();
    await panel.details.getByText('CURRENCY_GBP (2)').first().waitFor();
    await workbench.screenshot('grpc');
  } catch (error) {
    await workbench.screenshot('failed');
    console.error(await lenses(page));
    throw error;
  }
});

/** Waits for traffic on the lens above the line with this text. */
async function lensOn({ page }: Workbench, text: string): Promise<Lens> {
  let found: Lens | undefined;
  await waitUntil(async () => {
    found = (await lenses(page)).find(({ line }) => line.includes(`'${text}'`));
    return found !== undefined && /request/.test(found.text) && !/^no/.test(found.text);
  });
  return found ?? assert.fail(text);
}

async function waitUntil(holds: () => Promise<boolean>, limit = 120_000): Promise<void> {
  const until = Date.now() + limit;
  while (!(await holds())) {
    assert.ok(Date.now() < until, 'it did not come about in two minutes');
    await delay(200);
  }
}
