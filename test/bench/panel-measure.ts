import type { PanelPage } from '../panel/panel-page.ts';

export interface Frames {
  /** Milliseconds from one frame to the next. */
  readonly frames: readonly number[];
  /** Tasks of the page of 50 ms and more (W3C Long Tasks). */
  readonly tasks: readonly number[];
  readonly heapBytes: number;
}

type Measuring = { frames: number[]; tasks: number[]; stopped: boolean };

/** Begins to measure in the page. */
export async function begin({ page }: PanelPage): Promise<void> {
  await page.evaluate(() => {
    const measuring: Measuring = { frames: [], tasks: [], stopped: false };
    Object.assign(window, { measuring });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) measuring.tasks.push(duration);
    }).observe({ type: 'longtask' });
    let before = performance.now();
    const next = (now: number) => {
      measuring.frames.push(now - before);
      before = now;
      if (!measuring.stopped) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

export async function measured({ page }: PanelPage): Promise<Frames> {
  const { frames, tasks } = await page.evaluate(() => {
    const { measuring } = window as unknown as { measuring: Measuring };
    measuring.stopped = true;
    return { frames: measuring.frames.slice(1), tasks: measuring.tasks };
  });
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { frames, tasks, heapBytes: usedSize };
}

/** Milliseconds from the last key of a filter to the frame that shows what it lets through. */
export async function filterTime({ page }: PanelPage, text: string): Promise<number> {
  return await page.evaluate(async (filter) => {
    const input = document.querySelector<HTMLInputElement>('[data-control=filter] input');
    if (!input) throw new Error('The page has no filter.');
    let took = false;
    const began = performance.now();
    const told = new Promise<void>((resolve) => {
      window.addEventListener('message', function heard({ data }: MessageEvent) {
        // First the extension says that it took the filter; the rows after that are what it lets through.
        if (data.type === 'filter' && data.data.text === filter) took = true;
        if (data.type !== 'exchanges' || !took) return;
        window.removeEventListener('message', heard);
        resolve();
      });
    });
    input.value = filter;
    input.dispatchEvent(new Event('input'));
    await told;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  }, text);
}
