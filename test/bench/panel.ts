import { release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PanelPage } from '../panel/panel-page.ts';
import { exchange, tracing } from '../panel/traffic.ts';
import { connectionsCost } from './panel-connections.ts';
import { begin, type Frames, filterTime, measured } from './panel-measure.ts';
import { type BenchReport, table } from './report.ts';

const held = 100_000;
const perSecond = 2000;
const seconds = 30;
const filters = [
  'status-code:5xx',
  'path:/items/4',
  'has:error or is:slow',
  '/items\\/\\d+7$/',
  'shop',
];

/**
 * The panel's page in Chromium with 100,000 exchanges held: how long a filter takes; then 2,000 new ones a second for
 * 30 seconds while somebody scrolls and filters: the frames, the tasks that kept the page from drawing, the memory.
 */
export async function panel(
  _kernel: string,
  progress: (line: string) => void,
): Promise<BenchReport> {
  const connectionsMs = await connectionsCost();
  progress('10,000 connections kept in order');
  try {
    await using page = await PanelPage.open({
      viewport: { width: 1200, height: 600 },
      maxExchanges: held,
    });
    page.setTrace(tracing);
    page.store.addExchanges(Array.from({ length: held }, (_, index) => exchange(index)));
    await page.exchanges.rows.filter({ hasText: `/items/${held - 1}` }).waitFor();
    progress(`${held} exchanges held`);
    const times: number[] = [];
    for (const filter of filters) times.push(await filterTime(page, filter));
    await filterTime(page, '');
    progress(`${perSecond} exchanges a second for ${seconds} s, scrolled and filtered meanwhile`);
    await begin(page);
    await underLoad(page);
    const frames = await measured(page);
    return reportOf(frames, times, connectionsMs);
  } finally {
    await PanelPage.closeBrowser();
  }
}

async function underLoad(panelPage: PanelPage): Promise<void> {
  const { page } = panelPage;
  const until = performance.now() + seconds * 1000;
  let next = held;
  const feeding = setInterval(() => {
    const batch = Array.from({ length: perSecond / 10 }, () => exchange(next++));
    panelPage.store.addExchanges(batch);
  }, 100);
  try {
    await panelPage.exchanges.viewport.hover();
    for (let round = 0; performance.now() < until; round += 1) {
      for (let step = 0; step < 5; step += 1) {
        await page.mouse.wheel(0, round % 2 === 0 ? -900 : 700);
        await delay(100);
      }
      if (round % 4 === 1)
        await panelPage.filter.fill(filters[(round >> 2) % filters.length] ?? '');
      if (round % 4 === 3) {
        await panelPage.filter.fill('');
        await panelPage.filter.blur();
        await panelPage.exchanges.grid.focus();
        await page.keyboard.press('End');
      }
    }
  } finally {
    clearInterval(feeding);
  }
}

function reportOf(frames: Frames, times: readonly number[], connectionsMs: number): BenchReport {
  const sorted = [...frames.frames].sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const longest = Math.max(0, ...frames.tasks);
  const filter = [...times].sort((one, other) => one - other)[times.length >> 1] ?? 0;
  const hostMb = heapInUse() / 1e6;
  const results = {
    'frame-p50-ms': round(at(0.5)),
    'frame-p95-ms': round(at(0.95)),
    'frame-max-ms': round(at(1)),
    'longest-task-ms': round(longest),
    'long-tasks': frames.tasks.length,
    'filter-100k-ms': round(filter),
    'connections-10k-ms-per-s': round(connectionsMs),
    'page-heap-mb': round(frames.heapBytes / 1e6),
    'host-heap-mb': round(hostMb),
  };
  const rows = Object.entries(results).map(([name, value]) => [name, String(value)]);
  const each = filters.map((text, index) => [text, String(round(times[index] ?? 0))]);
  return {
    bench: 'panel',
    kernel: release(),
    results,
    tables: [table(['', ''], rows), table(['filter', 'ms'], each)],
  };
}

/** Bytes of this process's heap that are in use, without what nobody refers to any more. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
