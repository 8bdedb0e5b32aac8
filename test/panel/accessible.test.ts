import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { PanelPage } from './panel-page.ts';
import { scenes } from './scenes.ts';
import { themes } from './themes.ts';

after(() => PanelPage.closeBrowser());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const looked = ['table', 'suggestions', 'connections', 'endpoints', 'nothing', 'menu'];
const grouped = ['groups', 'hosts'];
const details = ['details-overview', 'details-response', 'details-messages', 'details-trace'];

for (const theme of ['dark', 'light', 'highContrast'] as const) {
  test(`axe finds nothing grave in the page, ${theme}`, async () => {
    const found: string[] = [];
    for (const { name, viewport, play } of scenes) {
      const all =
        theme === 'dark'
          ? [...looked, ...grouped, ...details]
          : ['table', 'details-response', 'groups'];
      if (!all.includes(name)) continue;
      await using panel = await PanelPage.open({
        theme: themes[theme],
        viewport: viewport ?? { width: 1200, height: 420 },
      });
      await play(panel);
      for (const line of await grave(panel)) found.push(`${name}: ${line}`);
    }
    assert.deepEqual(found, []);
  });
}

/** Serious and critical violations. Contrast is the theme's, save where the page puts its colours together. */
async function grave({ page }: PanelPage): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    const { axe: run } = window as unknown as {
      axe: { run(context: object, options: object): Promise<AxeResults> };
    };
    // Rows further down are made as those before them, and each costs a fifth of a second.
    const exclude = ['.rows .row:nth-child(n + 13)'];
    const { violations } = await run.run({ exclude }, { resultTypes: ['violations'] });
    return (
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        // The grid around the rows has the focus, and its keys scroll them.
        .filter(({ id }) => id !== 'scrollable-region-focusable')
        .flatMap(({ id, nodes }) =>
          nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`),
        )
    );
  });
}
