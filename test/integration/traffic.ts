import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../build/paths.ts';
import type { Exchange, Process } from '../../remote-agent/protocol/exchange.ts';
import type { VmHost } from '../vm/host.ts';
import type { OutputLine } from './trace-command.ts';

/** A request as its client saw it; times are epoch milliseconds. */
export interface SeenRequest {
  readonly kind: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly version: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly start: number;
  readonly end: number;
  readonly clientPort: number;
  readonly client: Process;
  /** Without pid where the server has several processes. */
  readonly server: Partial<Process> & { readonly name: string; readonly port: number };
}

/** A connection that carried something else than a proper exchange. */
export interface OtherConnection {
  readonly kind: 'not-http' | 'broken';
  readonly clientPort: number;
  readonly serverPort: number;
  /** Base64, as the next one. */
  readonly sent: string;
  readonly received: string;
}

/** What test/fixtures/traffic/traffic.py prints. */
export interface Traffic {
  readonly requests: readonly SeenRequest[];
  readonly others: readonly OtherConnection[];
  readonly wrk: {
    readonly pid: number;
    readonly command: string;
    readonly made: number;
    readonly connections: number;
  };
}

const folder = '/home/dev/traffic';

export async function placeTraffic(host: VmHost): Promise<void> {
  for (const name of ['traffic.py', 'server.py', 'server.js']) {
    const input = await readFile(join(root, 'test/fixtures/traffic', name));
    await host.mustRun(`mkdir -p ${folder} && cat >${folder}/${name}`, { input });
  }
}

export async function makeTraffic(host: VmHost): Promise<Traffic> {
  const said = await host.mustRun(`python3 ${folder}/traffic.py`, { timeoutMs: 400_000 });
  return JSON.parse(said) as Traffic;
}

export function exchangesOf(lines: readonly OutputLine[]): Exchange[] {
  return lines.filter(({ type }) => type === 'exchange') as unknown as Exchange[];
}
