import type { KernelName } from '../vm/kernels.ts';
import { agentFiles, runInGuest } from './guest-run.ts';
import type { LossTally } from './loss-tally.ts';
import { type BenchReport, table } from './report.ts';
import type { Sections } from './sections.ts';
import { parseWrk } from './wrk.ts';

/** As in guest/loss.sh: what captures, and how many connections ask as fast as they can or after each delay. */
const captures = ['hybrid', 'kprobe', 'raw_tp', 'socket_filter'] as const;
const levels = ['light', 'medium', 'heavy', 'full'] as const;

/**
 * How many exchanges are lost at which load, by capture design, with the whole agent on the same processor.
 *
 * @throws when the guest does not come to its end, or lost track of its load
 */
export async function loss(
  kernel: KernelName,
  progress: (line: string) => void,
): Promise<BenchReport> {
  progress(`Measuring on a machine of its own with kernel ${kernel}; takes some minutes …`);
  const sections = await runInGuest({
    kernel,
    progress,
    scripts: ['loss.sh'],
    programs: ['tell-loss'],
    files: agentFiles,
  });
  return lossReport(sections);
}

/** @throws where a measurement is missing or unusable */
export function lossReport(sections: Sections): BenchReport {
  const results: Record<string, number> = {};
  const rows: string[][] = [];
  for (const capture of captures) {
    const tally = JSON.parse(sections.text(`${capture}.told`)) as LossTally;
    for (const level of levels) {
      const { requests, requestsPerS } = parseWrk(sections.text(`${capture}.${level}`));
      const { complete = 0, other = 0 } = tally.levels[level] ?? {};
      // wrk leaves out what was under way when it ended; that may have been told or not.
      const lost = Math.max(0, requests - complete);
      results[`${capture}-${level}-lost`] = Math.round((lost / requests) * 10_000) / 10_000;
      rows.push([
        `${capture}, ${level}`,
        requestsPerS.toFixed(0),
        String(requests),
        String(complete),
        String(other),
        `${((lost / requests) * 100).toFixed(2)} %`,
      ]);
    }
    const reasons = Object.entries(tally.lost).map(([reason, events]) => `${events} × ${reason}`);
    if (reasons.length > 0) rows.push([`  said to be lost: ${reasons.join(', ')}`]);
  }
  const head = ['Load', 'requests/s', 'answers read', 'told complete', 'told otherwise', 'lost'];
  return {
    bench: 'loss',
    kernel: sections.text('kernel'),
    results,
    tables: [
      `Exchanges told by the whole agent, which shares its one processor with the load.\n${table(head, rows)}`,
    ],
  };
}
