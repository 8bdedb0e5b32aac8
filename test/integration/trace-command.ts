import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../build/paths.ts';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { HostDescription } from '../vm/run-folder.ts';

/** A line of the headless client's output. */
export interface OutputLine {
  readonly type: string;
  readonly [name: string]: unknown;
}

export interface TraceResult {
  readonly status: number | null;
  readonly lines: readonly OutputLine[];
  /** Standard error, whole. */
  readonly progress: string;
}

/** The headless client as a process of its own. */
export class TraceCommand {
  readonly child: ChildProcess;
  readonly #lines: OutputLine[] = [];
  readonly #exited: Promise<number | null>;
  #progress = '';

  /** `prefix`: a program that runs the client, and its arguments. */
  constructor(
    words: readonly string[],
    environment: NodeJS.ProcessEnv = process.env,
    prefix: readonly string[] = [],
  ) {
    const program = join(root, 'extension/headless/main.ts');
    const client = [...prefix, process.execPath, '--import', 'tsx', program, ...words];
    const child = spawn(client[0] ?? '', client.slice(1), {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.#exited = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#lines.push(JSON.parse(line) as OutputLine);
      child.emit('told');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#progress += chunk.toString();
      child.emit('told');
    });
    void this.#exited.then(() => child.emit('told'));
  }

  /** Resolves with the first line that is accepted; rejects when the client ends before. */
  async line(accept: (line: OutputLine) => boolean): Promise<OutputLine> {
    // There may be tens of thousands: none is looked at twice.
    for (let looked = 0; ; ) {
      for (; looked < this.#lines.length; looked++) {
        const line = this.#lines[looked];
        if (line && accept(line)) return line;
      }
      if (this.child.exitCode !== null) throw new Error(`The trace ended: ${this.#progress}`);
      await once(this.child, 'told');
    }
  }

  ready(): Promise<OutputLine> {
    return this.line(({ type }) => type === 'ready');
  }

  /** Resolves once standard error holds the text. */
  async says(text: string): Promise<void> {
    while (!this.#progress.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`The trace ended: ${this.#progress}`);
      await once(this.child, 'told');
    }
  }

  async result(): Promise<TraceResult> {
    const status = await this.#exited;
    return { status, lines: this.#lines, progress: this.#progress };
  }
}

export function exchangesOf(lines: readonly OutputLine[]): Exchange[] {
  return lines.filter(({ type }) => type === 'exchange') as unknown as Exchange[];
}

/** The words that name a test host, as a user of it. */
export function destination(host: HostDescription, user = host.user): string[] {
  return [
    `${user}@${host.host}`,
    ...['--port', String(host.port)],
    ...['--identity', host.identityFile],
    ...['--known-hosts', host.knownHostsFile],
  ];
}

/** Throws where the trace told of a failure, or of bytes or events that were lost. */
export function assertNothingLost({ lines, progress }: TraceResult): void {
  // For runs that the kernel left out see answeredFor() of loader-on-host.ts.
  const troubles = lines.filter(
    ({ type, reason, bytes }) =>
      type === 'error' || (type === 'loss' && !(reason === 'probe-missed' && bytes === 0)),
  );
  assert.equal(troubles.length, 0, `${JSON.stringify(troubles)}\n${progress}`);
}
