import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pack } from '../../build/package.ts';
import { root } from '../../build/paths.ts';
import { Demo } from '../demo/demo.ts';
import { askAsAssistant } from './assistant-tools.ts';
import { HeadlessBrowser } from './browser.ts';
import { type Lens, lenses } from './editor-lines.ts';
import { TracePanel } from './panel.ts';
import { serviceRoutes } from './service-routes.ts';
import { folderOf, openServices, services, visitServices } from './services.ts';
import { waitUntil } from './wait-until.ts';
import { Workbench } from './workbench.ts';

const orders = {
  filter: 'path:/api/orders method:GET',
  row: { method: 'GET', path: /^\/api\/orders\/\d+/, status: '200' },
};
const quotes = {
  filter: 'path:/bookshop.v1.Prices/Quote',
  row: { path: '/bookshop.v1.Prices/Quote', status: '200' },
};

let demo: Demo;
let browser: HeadlessBrowser;
let packages: string;

before(async () => {
  packages = await mkdtemp(join(tmpdir(), 'http-trace-assistant-'));
  const assistant = join(packages, 'assistant-client.vsix');
  await pack(join(root, 'test/fixtures/assistant-client'), assistant);
  demo = await Demo.open({
    port: 0,
    abort: new AbortController(),
    progress: (line) => console.error(line),
    roots: ['bookshop', 'inventory', 'prices', ...services.map(folderOf)],
    extensions: [assistant],
  });
  browser = await HeadlessBrowser.launch();
});

after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await demo?.[Symbol.asyncDispose]();
  await rm(packages, { recursive: true, force: true });
});

test('from live traffic to the line that handles it, and from a row to its handler', async () => {
  const [workbench] = await Promise.all([
    Workbench.open(browser.page, demo.address, 'workbench-routes'),
    openServices(demo.host),
  ]);
  const panel = new TracePanel(workbench);
  try {
    await panel.inState('tracing', 240_000);
    await Promise.all([whileTraced(workbench, panel), visitServices(demo.host)]);
    await workbench.quickInput.command('HTTP Trace: Stop HTTP trace');
    await panel.inState('stopped');
    await whenStopped(workbench, panel);
    await askAsAssistant(workbench, demo.folder);
    await serviceRoutes(workbench, panel);
  } catch (error) {
    await workbench.screenshot('failed');
    console.error(await lenses(workbench.page));
    throw error;
  }
});

async function whileTraced(workbench: Workbench, panel: TracePanel): Promise<void> {
  const { page, quickInput } = workbench;
  // What shoppers do at some time, and what is looked at when the trace has ended.
  await panel.seek('status-code:5xx', { path: '/api/recommendations', status: '500' });
  await panel.seek(
    'method:POST path:/api/orders status-code:201',
    { path: '/api/orders', status: '201' },
    2,
  );
  await panel.seek(orders.filter, orders.row);
  await panel.seek(quotes.filter, quotes.row);
  await panel.filterBy('');
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
  const stock = /GET \/api\/books\/\{id\}\/stock\s*bookshop · \d+ request/;
  await tree.filter({ hasText: stock }).waitFor();
  await workbench.screenshot('routes-view');
  await tree.filter({ hasText: /Routes with traffic/ }).click();
  await tree.filter({ hasText: /Routes never hit/ }).waitFor();
  await tree.filter({ hasText: /Traffic without a route/ }).waitFor();

  // A request that failed is told on its handler, and beside it.
  await page.locator('.monaco-editor .squiggly-info').first().waitFor();
  await page.locator('.monaco-editor .margin [class*="ced-"]').first().waitFor();
  await workbench.screenshot('failed-route');
  // A lens is drawn anew a moment later.
  await lensOn(workbench, '/api/recommendations', /\d+ errors?/);

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
}

async function whenStopped(workbench: Workbench, panel: TracePanel): Promise<void> {
  const { page } = workbench;
  // Lens and panel count the same.
  await waitUntil(async () => {
    const { text } = await lensOn(workbench, '/api/recommendations');
    const shown = await panel.frame.locator('[data-count]').innerText();
    return text.startsWith(`${/^[\d,]+/.exec(shown)?.[0]} request`);
  });
  await workbench.screenshot('counted');

  // From a row to its handler.
  await (await panel.seek(orders.filter, orders.row)).click();
  await page.keyboard.press('F12');
  await page.locator('.statusbar-item', { hasText: /Ln 16, Col/ }).waitFor();
  await workbench.screenshot('handler');

  // A gRPC call by the names of the schema in the workspace.
  await (await panel.seek(quotes.filter, quotes.row)).click();
  await panel.details.locator('[data-tab=messages]').click();
  const request = panel.details.locator('.message', { hasText: /book: book-\d, currency: / });
  await request.first().locator('summary').click();
  await panel.details.getByText('bookshop.v1.QuoteRequest of prices/prices.proto').waitFor();
  await panel.details.getByText('CURRENCY_GBP (2)').first().waitFor();
  await workbench.screenshot('grpc');
}

/** Waits for traffic on the lens above the line with this text, and for these words. */
async function lensOn({ page }: Workbench, text: string, words = /request/): Promise<Lens> {
  let found: Lens | undefined;
  await waitUntil(async () => {
    found = (await lenses(page)).find(({ line }) => line.includes(`'${text}'`));
    return found !== undefined && words.test(found.text) && !/^no/.test(found.text);
  });
  return found ?? assert.fail(text);
}
