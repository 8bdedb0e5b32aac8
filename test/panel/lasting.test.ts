import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { PanelPage } from './panel-page.ts';
import { exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

async function opened(tab: string, first: Exchange): Promise<PanelPage> {
  const panel = await PanelPage.open({ viewport: { width: 1200, height: 700 } });
  panel.setTrace(tracing);
  panel.store.addExchanges([first]);
  await panel.exchanges.rows.first().click();
  await panel.openTab(tab);
  return panel;
}

/** A WebSocket on which the client has sent one message, and the server so many, of which the latest are held. */
function socket(fromServer: number, held = 100): Exchange {
  const message = { kind: 'text', size: 9 } as const;
  const first = fromServer > held ? fromServer - held : 0;
  return {
    ...exchange(1, { status: 101, durationMs: null }),
    completeness: { state: 'pending', notes: [] },
    messages: {
      ...{ protocol: 'websocket', fromClient: 1, fromServer },
      items: [
        { ...message, timeMs: 1, from: 'client', text: '{"hello":0}' },
        ...Array.from({ length: fromServer - first }, (_, index) => ({
          ...{ ...message, timeMs: 2 + first + index, from: 'server' as const },
          text: `{"n":${first + index + 1}}`,
        })),
      ],
    },
  };
}

/** An answer of which so much has come. */
function answer(responseBody: string, type = 'text/plain'): Exchange {
  return {
    ...exchange(1, { durationMs: null, responseBody, responseHeaders: [['Content-Type', type]] }),
    completeness: { state: 'pending', notes: [] },
  };
}

/** Selects the text of the first element that matches. */
async function selectText({ page }: PanelPage, selector: string): Promise<void> {
  await page.evaluate((wanted) => {
    const found = document.querySelector(wanted);
    if (found) getSelection()?.selectAllChildren(found);
  }, selector);
}

const selected = ({ page }: PanelPage) => page.evaluate(() => getSelection()?.toString());

test('messages stay open, focused and selected while others come', async () => {
  await using panel = await opened('messages', socket(3));
  const messages = panel.details.locator('.message');
  const preview = (n: number) => messages.filter({ hasText: `{"n":${n}}` });
  await preview(2).locator('summary').click();
  await preview(2).locator('pre').waitFor();
  await selectText(panel, '.message[open] pre');
  assert.match((await selected(panel)) ?? '', /"n": 2/);
  await preview(3).locator('summary').focus();

  panel.store.addExchanges([socket(4)]);
  await preview(4).waitFor();
  assert.equal(await messages.count(), 5);
  assert.equal(await panel.details.locator('.message[open]').count(), 1);
  assert.match((await selected(panel)) ?? '', /"n": 2/);
  const focused = await panel.page.evaluate(() => document.activeElement?.textContent ?? '');
  assert.match(focused, /"n":3/);

  // What is read stays, although it is no longer among the latest.
  panel.store.addExchanges([socket(300)]);
  await preview(300).waitFor();
  assert.equal(await messages.count(), 102);
  await preview(2).locator('pre', { hasText: '"n": 2' }).waitFor();
  await preview(2).locator('summary').click();
  panel.store.addExchanges([socket(301)]);
  await preview(301).waitFor();
  assert.equal(await messages.count(), 101);
  assert.deepEqual(panel.problems, []);
});

test('a tree of JSON stays folded as it is while its exchange is told again', async () => {
  const json = answer(JSON.stringify({ a: { b: { c: 1 } }, d: 'hello' }), 'application/json');
  await using panel = await opened('response', json);
  const { details } = panel;
  const branch = details.locator('.branch', { hasText: '"b"' }).last();
  await branch.locator('summary').first().click();
  await details.getByText('"c"').waitFor();
  await details.locator('.branch summary', { hasText: '"a"' }).first().focus();
  await selectText(panel, '[data-detail=response] dd');

  const { response } = json;
  const headers = [['Content-Type', 'application/json']] as const;
  const trailers = [['X-End', 'yes']] as const;
  panel.store.addExchanges([{ ...json, response: response && { ...response, headers, trailers } }]);
  await details.getByText('Trailers (1)').waitFor();
  assert.ok(await details.getByText('"c"').isVisible());
  assert.equal(await selected(panel), 'application/json');
  const focused = await panel.page.evaluate(() => document.activeElement?.textContent ?? '');
  assert.match(focused, /"a"/);
  assert.deepEqual(panel.problems, []);
});

test('a body that grows keeps its way of being shown, what is selected, and all that was shown', async () => {
  const lines = (count: number) => 'a line of text\n'.repeat(count);
  await using panel = await opened('response', answer(`first line\n${lines(20_000)}`));
  const { details } = panel;
  const text = details.locator('pre.text');
  const more = details.locator('[data-action=more]');
  await more.filter({ hasText: 'Show 100,011 of 100,011 characters more' }).click();
  await more.waitFor({ state: 'hidden' });
  await panel.page.evaluate(() => {
    const [node] = document.querySelector('pre.text')?.childNodes ?? [];
    if (node) getSelection()?.setBaseAndExtent(node, 0, node, 10);
  });
  panel.store.addExchanges([answer(`first line\n${lines(20_000)}the end`)]);
  await text.filter({ hasText: 'the end' }).waitFor();
  assert.equal(await selected(panel), 'first line');

  await details.locator('[data-mode=hex]').click();
  panel.store.addExchanges([answer('short')]);
  await details.locator('pre.bytes', { hasText: '73 68 6f 72 74' }).waitFor();
  await details.locator('[data-mode=text]').click();
  await text.filter({ hasText: /^short$/ }).waitFor();
  assert.deepEqual(panel.problems, []);
});

test('fields of the overview are selected while the exchange goes on', async () => {
  const part = answer('1');
  await using panel = await opened('overview', part);
  await panel.page.evaluate(() => {
    const found = [...document.querySelectorAll('[data-detail=overview] dd')];
    const target = found.find(({ textContent }) => textContent === '/items/1');
    if (target) getSelection()?.selectAllChildren(target);
  });
  assert.equal(await selected(panel), '/items/1');
  panel.store.addExchanges([answer('12345')]);
  await panel.details.locator('dd').filter({ hasText: /^5 B$/ }).waitFor();
  assert.equal(await selected(panel), '/items/1');
  panel.store.addExchanges([exchange(1, { durationMs: 12 })]);
  await panel.details.locator('.phase.total').filter({ hasText: '12.0 ms' }).waitFor();
  assert.equal(await selected(panel), '/items/1');
  assert.deepEqual(panel.problems, []);
});
