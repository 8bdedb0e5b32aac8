import { costsBetween } from './bpf-stats.ts';
import { loadsOf } from './loads.ts';
import type { Sections } from './sections.ts';
import { parseWrk } from './wrk.ts';

/** Rounds of a counted ping-pong, as in guest/loads.sh. */
const rounds = 10_000;
/** The guest's clock moves on so far with each instruction. */
const nsPerInstruction = 2;

/**
 * Where the instructions of capturing go: by BPF program for a request and for a round of 64 bytes there and back, and
 * what the loader takes. Entering a program (its trampoline or its probe) is not counted. Rows of name, runs,
 * instructions a run, instructions in all.
 */
export function captureCosts(sections: Sections, captures: readonly string[]): string[][] {
  const rows: string[][] = [];
  for (const capture of captures) {
    const snapshot = (name: string) => sections.text(`${capture}.programs-${name}`);
    const add = (what: string, before: string, after: string, times: number) => {
      for (const { name, runs, ns } of costsBetween(snapshot(before), snapshot(after))) {
        rows.push([
          `${capture}, ${what}: ${name}`,
          (runs / times).toFixed(2),
          instructions(ns / runs),
          instructions(ns / times),
        ]);
      }
    };
    const counted = parseWrk(sections.text(`${capture}.counted-load`)).requests;
    add('request', 'before', 'http', counted);
    rows.push([
      `${capture}, request: loader`,
      '',
      '',
      instructions(sections.number(`${capture}.loader-ns`) / requestsOf(sections, capture)),
    ]);
    add('round', 'http', 'pingpong', rounds);
  }
  const alone = parseWrk(sections.text('plain.one-connection')).requestsPerS;
  rows.push(['request without a trace, one connection', '', '', instructions(1e9 / alone)]);
  const round = (sections.seconds('plain.pingpong') * 1e9) / rounds;
  rows.push(['round without a trace', '', '', instructions(round)]);
  return rows;
}

/** What an exchange takes of agent and loader together, by design; rows as those of {@link captureCosts}. */
export function agentCosts(sections: Sections, designs: readonly string[]): string[][] {
  return designs.map((design) => {
    const agent = `${design}-agent`;
    const ns = sections.number(`${agent}.ns`) / loadsOf(sections, agent).requests;
    return [`${design}, request: agent and its loader`, '', '', instructions(ns)];
  });
}

function requestsOf(sections: Sections, capture: string): number {
  const alone = parseWrk(sections.text(`${capture}.one-connection`)).requests;
  return loadsOf(sections, capture).requests + alone;
}

function instructions(ns: number): string {
  return (ns / nsPerInstruction).toFixed(0);
}
