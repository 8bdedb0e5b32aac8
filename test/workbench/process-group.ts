import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { processTable, sendSignal } from './process-table.ts';

/**
 * A program in a process group of its own, so that it ends together with everything it started, and nothing
 * else does.
 */
export class ProcessGroup implements AsyncDisposable {
  private constructor(
    readonly child: ChildProcess,
    private readonly pid: number,
  ) {}

  /** Resolves once the program runs. The kernel ends it with this process, however that ends. */
  static async start(program: string, args: readonly string[], options: SpawnOptions) {
    const words = ['--pdeathsig', 'TERM', program, ...args];
    const child = spawn('setpriv', words, { ...options, detached: true });
    await once(child, 'spawn');
    return new ProcessGroup(child, child.pid as number);
  }

  /** Whether any process of the group is left. */
  get alive(): boolean {
    return processTable().some(({ group }) => group === this.pid);
  }

  /** Exit status of the program itself; 128 + n does not occur, a signal gives `null`. */
  async exited(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** SIGTERM to the whole group, SIGKILL after `graceMs`; resolves when no process of it is left. */
  async end(graceMs = 5000): Promise<void> {
    sendSignal(-this.pid, 'SIGTERM');
    const killAt = Date.now() + graceMs;
    while (this.alive) {
      if (Date.now() > killAt) sendSignal(-this.pid, 'SIGKILL');
      await delay(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/**
 * Runs a program to its end, its errors and (unless `quiet`) its output on stderr. Throws with `what` in the
 * message when it fails, and the reason of `abort` when that is signalled; its whole group has ended then.
 */
export async function run(
  what: string,
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<void> {
  const { abort, quiet, ...rest } = options;
  abort?.throwIfAborted();
  const stdio: StdioOptions = ['ignore', quiet ? 'ignore' : 2, 2];
  const group = await ProcessGroup.start(program, args, { ...rest, stdio });
  const onAbort = (): void => void group.end();
  abort?.addEventListener('abort', onAbort);
  try {
    const status = await group.exited();
    abort?.throwIfAborted();
    if (status !== 0) throw new Error(`${what} failed: ${program} ended with status ${status}.`);
  } finally {
    abort?.removeEventListener('abort', onAbort);
    await group.end();
  }
}

export interface RunOptions extends SpawnOptions {
  readonly abort?: AbortSignal | undefined;
  readonly quiet?: boolean;
}
