import { parsePrograms } from './bpf-stats.ts';
import { type BenchReport, table } from './report.ts';
import type { Sections } from './sections.ts';
import type { Tally } from './told.ts';
import { type Load, parseWrk } from './wrk.ts';

/** How the capture was attached, and the names of its results. */
const captures = [
  { section: 'fentry', name: 'hybrid' },
  { section: 'kprobe', name: 'hybrid-kprobe' },
] as const;

/** Makes the report of what guest/overhead.sh printed. Throws where a measurement is missing or unusable. */
export function overheadReport(sections: Sections): BenchReport {
  const plain = parseWrk(sections.text('plain.load'));
  const results: Record<string, number> = {};
  const rows: string[][] = [];
  const add = (label: string, section: string, names: Readonly<Record<Kind, string>>) => {
    const load = parseWrk(sections.text(`${section}.load`));
    const ratios = {
      tiny: load.requestsPerS / plain.requestsPerS,
      bytes: faster(sections, section, 'stream'),
      pingpong: faster(sections, section, 'pingpong'),
    };
    for (const kind of kinds) results[names[kind]] = rounded(ratios[kind]);
    rows.push([label, load.requestsPerS.toFixed(0), ...kinds.map((kind) => fixed(ratios[kind]))]);
  };
  rows.push(['no trace', plain.requestsPerS.toFixed(0), '', '', '']);
  for (const { section, name } of captures) {
    add(`capture and loader (${section})`, section, {
      tiny: `${name}-tiny-capture`,
      bytes: `${name}-bytes-capture`,
      pingpong: `${name}-pingpong-capture`,
    });
  }
  const agent = parseWrk(sections.text('agent.load'));
  results['hybrid-tiny-agent'] = rounded(agent.requestsPerS / plain.requestsPerS);
  rows.push([
    'the whole agent',
    agent.requestsPerS.toFixed(0),
    fixed(agent.requestsPerS / plain.requestsPerS),
  ]);
  add('no trace, at the end', 'plain-again', {
    tiny: 'plain-drift-tiny',
    bytes: 'plain-drift-bytes',
    pingpong: 'plain-drift-pingpong',
  });
  const told = exchangesTold(sections);
  results['hybrid-tiny-agent-seen'] = told.good / sections.number('agent.served');
  const head = ['', 'requests/s', 'tiny answers', 'byte stream', 'ping-pong'];
  return {
    bench: 'overhead',
    kernel: sections.text('kernel'),
    results,
    tables: [
      `Speed as a ratio to no trace; both ends of each connection are on the traced host.\n${table(head, rows)}`,
      exchangesText(sections, told),
      costs(sections, agent),
    ],
  };
}

const kinds = ['tiny', 'bytes', 'pingpong'] as const;
type Kind = (typeof kinds)[number];

function faster(sections: Sections, section: string, what: string): number {
  return sections.seconds(`plain.${what}`) / sections.seconds(`${section}.${what}`);
}

function exchangesTold(sections: Sections): Tally {
  return JSON.parse(sections.text('agent.told')) as Tally;
}

function exchangesText(sections: Sections, { good, repeated, odd, lost }: Tally): string {
  const cold = parseWrk(sections.text('agent.cold.load'));
  const warm = parseWrk(sections.text('agent.load'));
  const lines = [
    `Requests that nginx answered under the agent: ${sections.number('agent.served')} ` +
      `(wrk read ${cold.requests + warm.requests} of the answers)`,
    `Exchanges told, complete and with status 200: ${good}; told twice: ${repeated}`,
  ];
  for (const [kind, count] of Object.entries(odd)) lines.push(`  other: ${count} × ${kind}`);
  for (const [reason, events] of Object.entries(lost)) lines.push(`  lost: ${events} × ${reason}`);
  const log = sections.text('agent.log');
  if (log !== '') lines.push(`Log of the agent:\n${log}`);
  return lines.join('\n');
}

/** Where the time went. The guest's processor takes 2 ns for each instruction. */
function costs(sections: Sections, agent: Load): string {
  const rows: string[][] = [];
  for (const { section } of captures) {
    const { requests } = parseWrk(sections.text(`${section}.stats.load`));
    for (const { name, runs, nsPerRun } of parsePrograms(sections.text(`${section}.programs`))) {
      const perRequest = runs / requests;
      const instructions = nsPerRun / 2;
      rows.push([
        `${section}: ${name}`,
        perRequest.toFixed(2),
        instructions.toFixed(0),
        (perRequest * instructions).toFixed(0),
      ]);
    }
    const measured = parseWrk(sections.text(`${section}.load`));
    const loader = sections.number(`${section}.loader-ns`) / 2 / measured.requests;
    rows.push([`${section}: loader`, '', '', loader.toFixed(0)]);
  }
  const whole = sections.number('agent.ns') / 2 / agent.requests;
  rows.push(['agent and its loader', '', '', whole.toFixed(0)]);
  const plain = parseWrk(sections.text('plain.load'));
  rows.push(['all of a request without a trace', '', '', (5e8 / plain.requestsPerS).toFixed(0)]);
  const head = ['Instructions', 'runs a request', 'a run', 'a request'];
  return table(head, rows);
}

function rounded(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}

function fixed(ratio: number): string {
  return ratio.toFixed(4);
}
