import { loadsOf } from './loads.ts';
import { agentCosts, captureCosts } from './overhead-costs.ts';
import { peers } from './peers.ts';
import { type BenchReport, table } from './report.ts';
import type { Sections } from './sections.ts';
import { seenRatio, type Tally } from './told.ts';
import { parseWrk } from './wrk.ts';

/** The ways of capturing, by the names of their results. */
const captures = [
  { name: 'hybrid', label: 'hybrid, fentry' },
  { name: 'hybrid-kprobe', label: 'hybrid, kprobes' },
  { name: 'kprobe', label: 'kprobes only' },
  { name: 'raw_tp', label: 'raw tracepoints' },
  { name: 'socket_filter', label: 'packets' },
] as const;

/** The designs that the whole agent was measured with. */
const designs = ['hybrid', 'kprobe', 'raw_tp', 'socket_filter'] as const;

const kinds = [
  'tiny',
  'one-connection',
  '64k',
  'new-connections',
  'download',
  'bytes',
  'pingpong',
] as const;
type Kind = (typeof kinds)[number];
type Ratios = Readonly<Partial<Record<Kind, number>>>;

/**
 * Makes the report of what the guests printed that ran guest/captures.sh and guest/agents.sh. Throws where a measurement
 * is missing or unusable.
 */
export function overheadReport(alone: Sections, whole: Sections): BenchReport {
  const results: Record<string, number> = {};
  const rows = [row(alone, 'no trace', 'plain', {})];
  const put = (
    sections: Sections,
    label: string,
    section: string,
    ratios: Ratios,
    nameOf: (kind: string) => string,
  ) => {
    for (const [kind, ratio] of Object.entries(ratios)) results[nameOf(kind)] = rounded(ratio);
    rows.push(row(sections, label, section, ratios));
  };
  for (const { name, label } of captures) {
    put(alone, label, name, allRatios(alone, name), (kind) => `${name}-${kind}-capture`);
  }
  const again = allRatios(alone, 'plain-again');
  put(alone, 'no trace, at the end', 'plain-again', again, (kind) => `plain-drift-${kind}`);
  for (const name of designs) {
    const agent = `${name}-agent`;
    const ratios = { tiny: tinyRatio(whole, agent) };
    put(whole, `${name}, the whole agent`, agent, ratios, (kind) => `${name}-${kind}-agent`);
    const told = toldBy(whole, agent);
    const [read, served] = [answersRead(whole, agent), whole.number(`${agent}.served`)];
    results[`${name}-tiny-agent-seen`] = rounded(seenRatio(told.good, read, served));
    results[`${name}-tiny-agent-repeated`] = told.repeated;
    results[`${name}-tiny-agent-cold`] = rounded(
      rateOf(whole, `${agent}.cold`) / loadsOf(whole, 'plain').requestsPerS,
    );
  }
  for (const name of peers) {
    if (!(whole.number(`${name}.output`) > 0)) throw new Error(`${name} told nothing.`);
    const ratios = {
      tiny: tinyRatio(whole, name),
      'one-connection': oneConnectionRatio(whole, name),
    };
    put(whole, name, name, ratios, (kind) => `${name}-${kind}-capture`);
  }
  const head = ['', 'requests/s', 'spread', '8 connections', 'one', '64 KiB', 'new ones'];
  head.push('100 MB', 'byte stream', 'ping-pong');
  const names = captures.map(({ name }) => name);
  return {
    bench: 'overhead',
    kernel: alone.text('kernel'),
    results,
    tables: [
      `Speed as a ratio to no trace; both ends of each connection are traced.\n${table(head, rows)}`,
      ...designs.map((name) => exchangesText(whole, name)),
      table(
        ['Instructions', 'runs', 'a run', 'in all'],
        [...captureCosts(alone, names), ...agentCosts(whole, designs)],
      ),
    ],
  };
}

function allRatios(sections: Sections, section: string): Record<Kind, number> {
  const rate = (what: string) =>
    rateOf(sections, `${section}.${what}`) / rateOf(sections, `plain.${what}`);
  const speed = (what: string) =>
    sections.seconds(`plain.${what}`) / sections.seconds(`${section}.${what}`);
  return {
    tiny: tinyRatio(sections, section),
    'one-connection': oneConnectionRatio(sections, section),
    '64k': rate('64k'),
    'new-connections': rate('new-connections'),
    download: speed('download'),
    bytes: speed('stream'),
    pingpong: speed('pingpong'),
  };
}

function tinyRatio(sections: Sections, section: string): number {
  return loadsOf(sections, section).requestsPerS / loadsOf(sections, 'plain').requestsPerS;
}

function oneConnectionRatio(sections: Sections, section: string): number {
  const rate = (name: string) => rateOf(sections, `${name}.one-connection`);
  return rate(section) / rate('plain');
}

function rateOf(sections: Sections, name: string): number {
  return parseWrk(sections.text(name)).requestsPerS;
}

function row(sections: Sections, label: string, section: string, ratios: Ratios): string[] {
  const { requestsPerS, spread } = loadsOf(sections, section);
  const cells = kinds.map((kind) => ratios[kind]?.toFixed(4) ?? '');
  return [label, requestsPerS.toFixed(0), `${(spread * 100).toFixed(1)} %`, ...cells];
}

function toldBy(sections: Sections, agent: string): Tally {
  return JSON.parse(sections.text(`${agent}.told`)) as Tally;
}

/** What wrk read under the agent. */
function answersRead(sections: Sections, agent: string): number {
  const warmUps = [1, 2, 3, 4, 5].map((number) => `warm-up-${number}`);
  const before = ['cold', ...warmUps].map(
    (load) => parseWrk(sections.text(`${agent}.${load}`)).requests,
  );
  return before.reduce((sum, count) => sum + count, loadsOf(sections, agent).requests);
}

function exchangesText(sections: Sections, design: string): string {
  const agent = `${design}-agent`;
  const { good, repeated, odd, lost } = toldBy(sections, agent);
  const lines = [
    `Requests that nginx answered under the agent, ${design}: ${sections.number(`${agent}.served`)} ` +
      `(wrk read ${answersRead(sections, agent)} of the answers)`,
    `Exchanges told, complete and with status 200: ${good}; told twice: ${repeated}`,
  ];
  for (const [kind, count] of Object.entries(odd)) lines.push(`  other: ${count} × ${kind}`);
  for (const [reason, events] of Object.entries(lost)) lines.push(`  lost: ${events} × ${reason}`);
  const log = sections.text(`${agent}.log`);
  if (log !== '') lines.push(`Log of the agent:\n${log}`);
  return lines.join('\n');
}

function rounded(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
