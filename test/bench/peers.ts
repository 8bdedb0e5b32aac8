import type { KernelName } from '../vm/kernels.ts';
import { runInGuest } from './guest-run.ts';
import { table } from './report.ts';
import type { Sections } from './sections.ts';
import { parseWrk } from './wrk.ts';

/** What a user would run instead, and what it tells of an exchange. */
const peerNames = {
  tcpdump: 'packets, into a file (tcpdump -w)',
  tshark: 'a line for each HTTP message (tshark -Y http)',
  bpftrace: 'a line for each tcp_sendmsg (bpftrace)',
  mitmproxy: 'each exchange, as a reverse proxy (mitmdump)',
} as const;

type PeerName = keyof typeof peerNames;

/** Needed in the guest beside what every test host has. */
const packages = ['tshark', 'bpftrace', 'mitmproxy'];

export interface PeersReport {
  readonly results: Readonly<Record<string, number>>;
  readonly table: string;
}

/** The load of {@link overhead} under the programs that people use today. */
export async function peers(
  kernel: KernelName,
  progress: (line: string) => void,
): Promise<PeersReport> {
  progress('Measuring what other programs cost; their packages are large …');
  const sections = await runInGuest({ kernel, progress, packages, script: 'peers.sh' });
  return peersReport(sections);
}

/** @throws where a measurement is missing or unusable */
export function peersReport(sections: Sections): PeersReport {
  const results: Record<string, number> = {};
  const plain = rate(sections, 'plain');
  const rows = [['no trace', plain.requestsPerS.toFixed(0), '', '']];
  for (const name of Object.keys(peerNames) as PeerName[]) {
    const load = rate(sections, name);
    const ratio = load.requestsPerS / plain.requestsPerS;
    results[`${name}-tiny`] = Math.round(ratio * 10_000) / 10_000;
    const told = sections.number(`${name}.told`);
    rows.push([
      peerNames[name],
      load.requestsPerS.toFixed(0),
      ratio.toFixed(4),
      (told / load.requests).toFixed(2),
    ]);
  }
  const head = ['Other programs', 'requests/s', 'ratio', 'told a request'];
  return {
    results,
    table:
      'Tiny answers, 8 connections, under other programs. What is told at once, when the load ends: packets, ' +
      `HTTP messages, sends or exchanges.\n${table(head, rows)}`,
  };
}

function rate(sections: Sections, name: string) {
  return parseWrk(sections.text(`${name}.load`));
}
