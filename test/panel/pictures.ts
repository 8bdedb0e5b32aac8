// `node --import tsx test/panel/pictures.ts [name…]`: pictures of the panel's page in several themes, to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { testOutput } from '../../build/paths.ts';
import { PanelPage } from './panel-page.ts';
import { type Scene, scenes } from './scenes.ts';
import { themes } from './themes.ts';

const wanted = process.argv.slice(2);
const folder = join(testOutput, 'panel');
mkdirSync(folder, { recursive: true });

for (const scene of scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  for (const theme of scene.themes ?? (['dark'] as const)) await picture(scene, theme);
}
await PanelPage.closeBrowser();

async function picture({ name, viewport, play }: Scene, theme: keyof typeof themes): Promise<void> {
  await using panel = await PanelPage.open({
    theme: themes[theme],
    viewport: viewport ?? { width: 1200, height: 420 },
  });
  await play(panel);
  const path = join(folder, `${name}-${theme}.png`);
  await panel.page.screenshot({ path });
  console.log(path, panel.problems.join(' | '));
}
