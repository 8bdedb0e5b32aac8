import { type ChildProcess, spawn } from 'node:child_process';
import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';
import { announced, PreambleFilter } from './preamble.ts';
import { shellCommand } from './shell.ts';
import type { Exit, RemoteProcess, Transport } from './transport.ts';

/** Time that a process has to end after its input was closed. */
const END_TIME_LIMIT_MS = 5_000;

/** Runs programs on this machine, without SSH. */
export class LocalTransport implements Transport {
  readonly host = 'local';
  readonly #running = new Map<ChildProcess, Promise<Exit>>();

  async exec(script: string): Promise<RemoteProcess> {
    const { script: whole, nonce } = announced(script);
    const child = spawn('/bin/sh', ['-c', shellCommand(whole)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C in a terminal is for us, and we end it in an orderly way.
      detached: true,
    });
    const stdout = new PreambleFilter(nonce);
    child.stdout.pipe(stdout);
    child.stdin.on('error', () => {});
    const exit = new Promise<Exit>((resolve) => {
      child.once('close', (code, signal) => {
        this.#running.delete(child);
        resolve({ code, ...(signal === null ? {} : { signal }) });
      });
    });
    this.#running.set(child, exit);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        this.#running.delete(child);
        const message = `This machine could not start a shell (${reasonOf(error)}).`;
        reject(new SessionError('connection-lost', message, { cause: error }));
      });
    });
    return {
      stdin: child.stdin,
      stdout,
      stderr: child.stderr,
      exit,
      preamble: () => stdout.preamble,
      kill: () => signalGroup(child, 'SIGTERM'),
    };
  }

  /** This machine does not go away. */
  onClose(): void {}

  async dispose(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async ([child, exit]) => {
        child.stdin?.end();
        // Output that nobody reads any more must not keep it from ending.
        child.stdout?.resume();
        child.stderr?.resume();
        const terminate = setTimeout(() => signalGroup(child, 'SIGTERM'), END_TIME_LIMIT_MS);
        const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), 2 * END_TIME_LIMIT_MS);
        await exit;
        clearTimeout(terminate);
        clearTimeout(kill);
      }),
    );
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
