import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dist } from '../../build/paths.ts';
import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import type { Architecture } from '../vm/architecture.ts';
import type { VmHost } from '../vm/host.ts';

/** What became of a design on a host when it was loaded and attached. */
export interface Attempt {
  readonly design: DesignName;
  readonly attachment: string;
  /** `told`: it attached, and told of an exchange; `silent`: it attached; `refused`: the kernel did not take it. */
  readonly result: 'told' | 'silent' | 'refused';
}

/** As in bpf/loader/design.c, in the order in which `auto` tries them. */
const designs: readonly (readonly [DesignName, string])[] = [
  ['tracepoint', 'fentry'],
  ['tracepoint', 'kprobe'],
  ['kprobe', 'kprobe'],
  ['raw_tp', 'tp_btf'],
  ['raw_tp', 'raw_tp'],
  ['socket_filter', 'packet socket'],
];

/**
 * Loads and attaches each design that the loader has, in each way, and traces one exchange of curl and nginx with it: its
 * records must hold the request, the response and the client's name.
 */
export async function tryDesigns(host: VmHost, architecture: Architecture): Promise<Attempt[]> {
  const input = await readFile(join(dist, 'agent', architecture, 'http-trace-loader'));
  const place = 'cd "$(mktemp -d)" && cat >loader && chmod 700 loader && pwd';
  const folder = (await host.mustRun(place, { user: 'root', input })).trim();
  const attempts: Attempt[] = [];
  for (const [design, attachment] of designs) {
    const target = `/small.json?n=one-${attempts.length}`;
    const attached = `for i in $(seq 600); do { grep -qa '"ready"' told || [ -e ended ]; } && break; sleep 0.1; done`;
    const exchange = `${attached}; [ -e ended ] || curl -s 'http://127.0.0.1${target}' >&2; sleep 0.3`;
    const load = `./loader --design ${design} --attachment '${attachment}' >told; touch ended`;
    const has = (text: string) => `grep -qaF '${text}' told`;
    const tells = `${has(`GET ${target} `)} && ${has('{"ok":true}')} && ${has('curl')}`;
    const result = `if ${tells}; then echo told; elif ${has('"ready"')}; then echo silent; else echo refused; fi`;
    const command = `cd ${folder}; rm -f ended; : >told; { ${exchange}; } | { ${load}; }; ${result}`;
    const said = (await host.mustRun(command, { user: 'root' })).trim();
    attempts.push({ design, attachment, result: said as Attempt['result'] });
  }
  await host.mustRun(`rm -r ${folder}`, { user: 'root' });
  return attempts;
}
