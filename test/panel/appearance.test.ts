import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import { PanelPage } from './panel-page.ts';
import { shop } from './scenes.ts';
import { themes } from './themes.ts';
import { exchange, tracing } from './traffic.ts';

after(() => PanelPage.closeBrowser());

/** The style of the first element that matches, as far as it tells one from another. */
async function look({ page }: PanelPage, selector: string): Promise<string> {
  return await page
    .locator(selector)
    .first()
    .evaluate((node) => {
      const { backgroundColor, backgroundImage, color } = getComputedStyle(node);
      return `${backgroundColor} ${backgroundImage} ${color}`;
    });
}

test('with forced colours bars are there, and the active tab is another one', async () => {
  await using panel = await PanelPage.open({
    theme: themes.highContrast,
    viewport: { width: 1600, height: 420 },
  });
  await panel.page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  shop(panel);
  const row = panel.exchanges.rows.nth(3);
  await row.locator('.bars').waitFor();
  await panel.page.waitForFunction(() => {
    const bars = document.querySelector('.bars');
    return bars && getComputedStyle(bars).backgroundImage.includes('gradient');
  });
  await row.click();
  await panel.details.locator('.fill.response').waitFor();
  const page = await look(panel, 'main');
  const fills = ['request', 'waiting', 'response'].map((name) => look(panel, `.fill.${name}`));
  assert.equal(new Set([page, ...(await Promise.all(fills))]).size, 4);
  for (const [on, off] of [
    ['exchanges', 'connections'],
    ['overview', 'trace'],
  ]) {
    assert.notEqual(
      await look(panel, `[data-tab=${on}]`),
      await look(panel, `[data-tab=${off}]`),
      `${on} looks like ${off}`,
    );
  }
  await panel.openTab('response');
  assert.notEqual(await look(panel, '[data-mode=tree]'), await look(panel, '[data-mode=hex]'));
  await panel.page.locator('[data-tab=endpoints]').click();
  await panel.page.locator('[data-list=endpoints] .count-bar:not(.none)').first().waitFor();
  assert.notEqual(await look(panel, '.count-bar:not(.none)'), await look(panel, '.count-bar.none'));
  assert.deepEqual(panel.problems, []);
});

test('why a trace failed is readable in a narrow panel', async () => {
  await using panel = await PanelPage.open({ viewport: { width: 300, height: 300 } });
  const message = `The agent could not be placed in /home/deploy/${'4f2c9a7be1d0'.repeat(8)}.`;
  panel.setTrace({ kind: 'failed', host: 'web-1', message });
  const reason = panel.page.locator('[data-list=exchanges] .empty .more');
  await reason.filter({ hasText: message }).waitFor();
  const { x = -1, width = 0 } = (await reason.boundingBox()) ?? {};
  assert.ok(x >= 0 && x + width <= 300, `from ${x}, ${width} wide`);
});

test('the details speak the language of VS Code', async () => {
  await using panel = await PanelPage.open({
    texts: {
      'Details of the exchange': 'Einzelheiten',
      'Field {0}': 'Feld {0}',
      Lists: 'Listen',
      'The workspace has {0} different schemas of this method.': '{0} Schemata.',
      '{0} × {1} pixels': '{0} × {1} Bildpunkte',
    },
  });
  panel.setTrace(tracing);
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
  const call: Exchange = {
    ...exchange(1, {
      responseBody: Buffer.from(png, 'base64'),
      responseHeaders: [['Content-Type', 'image/png']],
    }),
    grpc: { service: 'shop.S', method: 'Get', status: 0, statusName: 'OK' },
    messages: {
      ...{ protocol: 'grpc', fromClient: 1, fromServer: 0 },
      items: [{ timeMs: 1, from: 'client', kind: 'message', size: 3, data: 'CJYB' }],
    },
  };
  for (const name of ['count', 'amount']) {
    const text = `package shop; service S { rpc Get(Q) returns (Q); } message Q { int32 ${name} = 1; }`;
    panel.schemas.set(`${name}.proto`, text);
  }
  panel.store.addExchanges([call]);
  await panel.exchanges.rows.first().click();
  await panel.openTab('response');
  await panel.details.getByText('1 × 1 Bildpunkte').waitFor();
  await panel.openTab('messages');
  await panel.details.locator('.message summary').click();
  await panel.details.getByText('2 Schemata.').waitFor();
  await panel.details.getByTitle('Feld 1').first().waitFor();
  const labels = await panel.page
    .locator('vscode-panels')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  assert.deepEqual(labels, ['Listen', 'Einzelheiten']);
  assert.deepEqual(panel.problems, []);
});
