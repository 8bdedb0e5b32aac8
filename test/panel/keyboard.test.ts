import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PanelPage } from './panel-page.ts';
import { shop } from './scenes.ts';

after(() => PanelPage.closeBrowser());

test('the key of the context menu is about the active row', async () => {
  await using panel = await PanelPage.open();
  shop(panel);
  const { page, exchanges } = panel;
  await exchanges.rows.nth(5).waitFor();
  await page.evaluate(() => {
    // As VS Code does in a webview.
    window.addEventListener('contextmenu', (event) => {
      if (event.defaultPrevented || !(event.target instanceof Element)) return;
      event.preventDefault();
      const context = event.target.closest<HTMLElement>('[data-vscode-context]')?.dataset;
      document.title = `${context?.['vscodeContext']} at ${event.clientY}`;
    });
  });
  await exchanges.grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.locator('.row.active[data-id=e1]').waitFor();
  const { y, height } =
    (await page.locator('.row.active').boundingBox()) ?? assert.fail('no active row');
  for (const key of ['ContextMenu', 'Shift+F10']) {
    await page.evaluate(() => {
      document.title = '';
    });
    await page.keyboard.press(key);
    await page.waitForFunction(() => document.title !== '');
    const [, json = '', at] = /^(.*) at (\d+)$/.exec(await page.title()) ?? [];
    assert.equal(JSON.parse(json).exchange, 'e1');
    assert.equal(Number(at), Math.round(y + height));
  }
  assert.deepEqual(panel.problems, []);
});

test('the rows of a table are one stop of the Tab key, and a click on them leads there as well', async () => {
  await using panel = await PanelPage.open();
  shop(panel, 200);
  const { page, exchanges } = panel;
  await exchanges.rows.nth(5).click();
  await panel.details.waitFor();
  await panel.follow.waitFor();
  const focused = () =>
    page.evaluate(() => {
      const { activeElement: at } = document;
      return at?.getAttribute('data-action') ?? at?.getAttribute('role');
    });
  assert.equal(await focused(), 'grid');
  for (const stop of ['columnheader', 'follow', 'separator']) {
    await page.keyboard.press('Tab');
    assert.equal(await focused(), stop);
  }
  for (const stop of ['follow', 'columnheader', 'grid']) {
    await page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), stop);
  }
  await page.keyboard.press('Home');
  await page.locator('.row.active[data-id=e0]').waitFor();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await page.waitForFunction(() => (document.querySelector('.viewport')?.scrollTop ?? 0) > 0);
  assert.deepEqual(panel.problems, []);
});
