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
  /** In the kernel's words; undefined where it works. */
  readonly reason?: string;
}

const path = '/root/http-trace-loader';
const told = '/root/told';

/** Loads and attaches each design that the loader has, in each way, and detaches it at once. */
export async function tryDesigns(host: VmHost, architecture: Architecture): Promise<Attempt[]> {
  await placeLoader(host, architecture);
  const said = await host.mustRun(`${path} --check; rm ${path}`, { user: 'root' });
  const { designs } = JSON.parse(said) as { readonly designs: readonly unknown[] };
  return designs as Attempt[];
}

/**
 * Traces one exchange of curl and nginx with each design that attaches. Returns those whose records hold the request,
 * the response and the client's name.
 */
export async function tellExchange(
  host: VmHost,
  architecture: Architecture,
  attempts: readonly Attempt[],
): Promise<Attempt[]> {
  const attached = attempts.filter(({ reason }) => reason === undefined);
  await placeLoader(host, architecture);
  // All in one login: in emulation each takes half a second.
  const tries = attached.map(({ design, attachment }, i) => {
    const ready = `for i in $(seq 300); do grep -qa '"ready"' ${told} && break; sleep 0.1; done`;
    const target = `/small.json?n=one-${i}`;
    const exchange = `${ready}; curl -s 'http://127.0.0.1${target}' >&2; sleep 0.3`;
    const trace = `{ ${exchange}; } | ${path} --design ${design} --attachment '${attachment}' >${told}`;
    const has = (text: string) => `grep -qaF '${text}' ${told}`;
    const check = `${has(`GET ${target} `)} && ${has('{"ok":true}')} && ${has('curl')}`;
    return `: >${told}; ${trace}; ${check} && echo ${i}`;
  });
  const command = [...tries, `rm ${path} ${told}`].join('\n');
  const said = await host.mustRun(command, { user: 'root' });
  const numbers = new Set(said.split('\n').filter((line) => line !== ''));
  return attached.filter((_, i) => numbers.has(String(i)));
}

async function placeLoader(host: VmHost, architecture: Architecture): Promise<void> {
  const input = await readFile(join(dist, 'agent', architecture, 'http-trace-loader'));
  await host.mustRun(`cat >${path} && chmod 700 ${path}`, { user: 'root', input });
}
