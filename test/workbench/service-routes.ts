import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Lens, lenses } from './editor-lines.ts';
import type { TracePanel } from './panel.ts';
import { folderOf, type Service, type ServiceRoute, services } from './services.ts';
import { waitUntil } from './wait-until.ts';
import type { Workbench } from './workbench.ts';

/** What services with frameworks were asked, when the trace has ended: over their lines, and in the list of routes. */
export async function serviceRoutes(workbench: Workbench, panel: TracePanel): Promise<void> {
  const { page } = workbench;
  // All of a file is in sight, with its lenses.
  await page.setViewportSize({ width: 1360, height: 1240 });
  for (const service of services) {
    const file = await readFile(join(folderOf(service), service.file), 'utf8');
    const path = `/api/${service.name}/1`;
    const row = { method: 'GET', path: new RegExp(`^${path}$`), status: '200' };
    await (await panel.seek(`method:GET path:${path}`, row)).click();
    await page.keyboard.press('F12');
    await page.locator('.tab.active', { hasText: basename(service.file) }).waitFor();
    const line = file.split('\n').findIndex((text) => text.startsWith(service.handler)) + 1;
    await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
    await lensesOf(workbench, service);
    await page.locator('.monaco-editor .squiggly-info').first().waitFor();
    const marks = page.locator('.monaco-editor .margin [class*="ced-"]');
    await waitUntil(async () => (await marks.count()) === 1);
    await workbench.screenshot(service.name);
  }
  await lists(workbench);
}

/** Each line of the service's routes has a lens with what was really asked, and no other line has one. */
async function lensesOf({ page }: Workbench, { routes }: Service): Promise<void> {
  const wanted = routes.flatMap((route) => route.lines.map((line) => ({ line, route })));
  const told = ({ text, line }: Lens) => {
    const known = wanted.find((one) => line.includes(one.line));
    return `${known?.line ?? line}: ${text.replace(/ · p95 [\d.]+ m?s/, '')}`;
  };
  const expected = wanted.map(({ line, route }) => `${line}: ${lensOf(route)}`).sort();
  let found: string[] = [];
  await waitUntil(
    async () => {
      found = (await lenses(page)).map(told).sort();
      return isDeepStrictEqual(found, expected);
    },
    () => assert.deepEqual(found, expected),
  );
}

function lensOf({ requests, errors }: ServiceRoute): string {
  if (requests === 0) return 'no requests yet';
  return `${requests} requests${errors === 0 ? '' : ' · 1 error'}`;
}

/** What nobody asked for, and what was asked for in vain. */
async function lists(workbench: Workbench): Promise<void> {
  const tree = workbench.page.getByRole('treeitem');
  const never = tree.filter({ hasText: /Routes never hit/ });
  await never.click();
  const last = tree.filter({ hasText: /no requests yet/ }).nth(services.length - 1);
  await last.waitFor();
  await workbench.screenshot('never-hit');
  // Name and description of a row follow each other without a space.
  const rows = (await tree.allTextContents()).map((text) => text.replace(/\s/g, ''));
  const own = rows.filter((row) => services.some(({ name }) => row.includes(`${name}·`)));
  const unasked = services.flatMap(({ name, routes }) =>
    routes
      .filter(({ requests }) => requests === 0)
      .map(({ method, template }) => `${method}${template}${name}·norequestsyet`),
  );
  assert.deepEqual(own.sort(), unasked.sort());
  await never.click();
  await tree.filter({ hasText: /Traffic without a route/ }).click();
  for (const { unknown } of services) await tree.filter({ hasText: `GET ${unknown}` }).waitFor();
  await workbench.screenshot('without-a-route');
}
