import { type ChildProcess, spawn } from 'node:child_process';
import { SessionError } from '../session/session.ts';
import { reasonOf } from '../text/printable.ts';
import { asRemoteProcess, signalGroup, spawned } from './child.ts';
import { announced } from './preamble.ts';
import { shellCommand } from './shell.ts';
import type { Exit, RemoteProcess, Transport } from './transport.ts';

/** Time that a process has to end after its input was closed. */
const END_TIME_LIMIT_MS = 5_000;

/** Runs programs on this machine, without SSH. */
export class LocalTransport implements Transport {
  readonly host = 'local';
  readonly account = { destination: 'local', server: 'local' };
  readonly #running = new Map<ChildProcess, Promise<Exit>>();

  async exec(script: string): Promise<RemoteProcess> {
    const { script: whole, nonce } = announced(script);
    const child = spawn('/bin/sh', ['-c', shellCommand(whole)], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C in a terminal is for us, and we end it in an orderly way.
      detached: true,
    });
    const process = asRemoteProcess(child, nonce, () => signalGroup(child, 'SIGTERM'));
    this.#running.set(child, process.exit);
    void process.exit.then(() => this.#running.delete(child));
    try {
      await spawned(child);
    } catch (error) {
      this.#running.delete(child);
      const message = `This machine could not start a shell (${reasonOf(error)}).`;
      throw new SessionError('connection-lost', message, { cause: error });
    }
    return process;
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
