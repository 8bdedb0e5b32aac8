import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../build/paths.ts';
import type { Process } from '../../remote-agent/protocol/exchange.ts';
import type { Architecture } from '../vm/architecture.ts';
import type { VmHost } from '../vm/host.ts';
import { sshArguments } from '../vm/ssh.ts';
import { trafficPrograms } from './traffic-programs.ts';

/**
 * A process that nobody but its parent knows the id of has none here. No folder is expected of one that lives for a
 * moment only: the agent may come too late to read it.
 */
export type Party = Pick<Process, 'name' | 'command' | 'cwd'> & { readonly pid?: number };

export interface SeenBody {
  readonly bytes: number;
  /** Of all of it; {@link Traffic.bodies} has its beginning. */
  readonly sha256: string;
}

/** A request as its client saw it; times are epoch milliseconds. */
export interface SeenRequest {
  readonly kind: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly version: string;
  readonly requestBody: SeenBody;
  readonly responseBody: SeenBody;
  readonly start: number;
  readonly end: number;
  readonly client: Party;
  /** Where it listens: a port, or the path of a Unix socket. */
  readonly server: Party & { readonly port?: number; readonly path?: string };
  /** `null` on a Unix socket. */
  readonly clientPort: number | null;
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
  readonly bodies: Readonly<Record<string, string>>;
  readonly others: readonly OtherConnection[];
  readonly wrk: {
    readonly pid: number;
    readonly command: string;
    readonly made: number;
    readonly connections: number;
  };
  readonly refused: { readonly port: number; readonly reason: string; readonly process: Process };
}

/** How many there are of the requests that are made in numbers. */
export interface Counts {
  readonly load: readonly [connections: number, each: number];
  readonly keepAlive: number;
  readonly parallel: number;
}

const folder = '/home/dev/traffic';
const sources = join(root, 'test/fixtures/traffic');

export async function placeTraffic(host: VmHost, architecture: Architecture): Promise<void> {
  await host.mustRun(`mkdir -p ${folder}`);
  const place = async (name: string, file: string) => {
    const input = await readFile(file);
    await host.mustRun(`cat >${folder}/${name} && chmod 755 ${folder}/${name}`, { input });
  };
  for (const name of readdirSync(sources)) {
    if (/\.(py|js|conf)$/.test(name)) await place(name, join(sources, name));
  }
  for (const [name, file] of await trafficPrograms(architecture)) await place(name, file);
}

/** traffic.py on a host, which has opened the connections that are older than what comes then. */
export class TrafficOnHost {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  #errors = '';

  private constructor(host: VmHost, counts: Counts) {
    const words = `python3 ${folder}/traffic.py '${JSON.stringify(counts)}'`;
    const child = spawn('ssh', [...sshArguments(host.target), words]);
    this.#child = child;
    this.#exited = once(child, 'close');
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async open(host: VmHost, counts: Counts): Promise<TrafficOnHost> {
    const traffic = new TrafficOnHost(host, counts);
    const line = await traffic.#line();
    if (line !== 'opened') throw new Error(`traffic.py says something else: ${line}`);
    return traffic;
  }

  /** Lets it make its requests, and resolves with what it saw. */
  async make(): Promise<Traffic> {
    this.#child.stdin.write('\n');
    const traffic = JSON.parse(await this.#line()) as Traffic;
    await this.#exited;
    return traffic;
  }

  /** Ends it early. */
  stop(): void {
    this.#child.kill();
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (!done) return value;
    await this.#exited;
    throw new Error(`traffic.py ended: ${this.#errors}`);
  }
}
