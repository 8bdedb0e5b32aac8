import { loadsOf } from './loads.ts';
import { costTable } from './overhead-costs.ts';
import { type BenchReport, table } from './report.ts';
import type { Sections } from './sections.ts';
import { seenRatio, type Tally } from './told.ts';
import { parseWrk } from './wrk.ts';

/** How the capture was attached, and the names of its results. */
const captures = [
  { section: 'fentry', name: 'hybrid' },
  { section: 'kprobe', name: 'hybrid-kprobe' },
] as const;

const kinds = ['tiny', 'one-connection', 'bytes', 'pingpong'] as const;
type Kind = (typeof kinds)[number];

/** Makes the report of what guest/overhead.sh printed. Throws where a measurement is missing or unusable. */
export function overheadReport(sections: Sections): BenchReport {
  const results: Record<string, number> = {};
  const rows = [row(sections, 'no trace', 'plain', {})];
  const compare = (label: string, section: string, nameOf: (kind: Kind) => string) => {
    const ratios = ratiosOf(sections, section);
    for (const kind of kinds) results[nameOf(kind)] = rounded(ratios[kind]);
    rows.push(row(sections, label, section, ratios));
  };
  for (const { section, name } of captures) {
    compare(`capture and loader (${section})`, section, (kind) => `${name}-${kind}-capture`);
  }
  const agent = loadsOf(sections, 'agent').requestsPerS / loadsOf(sections, 'plain').requestsPerS;
  results['hybrid-tiny-agent'] = rounded(agent);
  rows.push(row(sections, 'the whole agent', 'agent', { tiny: agent }));
  compare('no trace, at the end', 'plain-again', (kind) => `plain-drift-${kind}`);
  const told = JSON.parse(sections.text('agent.told')) as Tally;
  const [read, served] = [answersRead(sections), sections.number('agent.served')];
  results['hybrid-tiny-agent-seen'] = rounded(seenRatio(told.good, read, served));
  results['hybrid-tiny-agent-repeated'] = told.repeated;
  const head = ['', 'requests/s', 'spread', '8 connections', 'one', 'byte stream', 'ping-pong'];
  return {
    bench: 'overhead',
    kernel: sections.text('kernel'),
    results,
    tables: [
      `Speed as a ratio to no trace; both ends of each connection are traced.\n${table(head, rows)}`,
      exchangesText(sections, told),
      costTable(
        sections,
        captures.map(({ section }) => section),
      ),
    ],
  };
}

function ratiosOf(sections: Sections, section: string): Record<Kind, number> {
  const rate = (name: string) => loadsOf(sections, name).requestsPerS;
  const alone = (name: string) => parseWrk(sections.text(`${name}.one-connection`)).requestsPerS;
  const seconds = (what: string) =>
    sections.seconds(`plain.${what}`) / sections.seconds(`${section}.${what}`);
  return {
    tiny: rate(section) / rate('plain'),
    'one-connection': alone(section) / alone('plain'),
    bytes: seconds('stream'),
    pingpong: seconds('pingpong'),
  };
}

function row(
  sections: Sections,
  label: string,
  section: string,
  ratios: Partial<Record<Kind, number>>,
): string[] {
  const { requestsPerS, spread } = loadsOf(sections, section);
  const cells = kinds.map((kind) => ratios[kind]?.toFixed(4) ?? '');
  return [label, requestsPerS.toFixed(0), `${(spread * 100).toFixed(1)} %`, ...cells];
}

/** What wrk read under the agent. */
function answersRead(sections: Sections): number {
  return parseWrk(sections.text('agent.cold')).requests + loadsOf(sections, 'agent').requests;
}

function exchangesText(sections: Sections, { good, repeated, odd, lost }: Tally): string {
  const lines = [
    `Requests that nginx answered under the agent: ${sections.number('agent.served')} ` +
      `(wrk read ${answersRead(sections)} of the answers)`,
    `Exchanges told, complete and with status 200: ${good}; told twice: ${repeated}`,
  ];
  for (const [kind, count] of Object.entries(odd)) lines.push(`  other: ${count} × ${kind}`);
  for (const [reason, events] of Object.entries(lost)) lines.push(`  lost: ${events} × ${reason}`);
  const log = sections.text('agent.log');
  if (log !== '') lines.push(`Log of the agent:\n${log}`);
  return lines.join('\n');
}

function rounded(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
