import { type LeftOnHost, listOnHost, removeFromHost } from '../deploy/remove.ts';
import { cancelled } from './failures.ts';
import { openTransport } from './open-transport.ts';
import type { Prompts } from './prompts.ts';
import type { SessionListener, TraceTarget } from './session.ts';

/**
 * Removes from a host everything that traces of this user ever put there, after `confirm` has seen it. Running
 * traces are not disturbed: their programs are in memory.
 *
 * @returns whether something was removed
 * @throws SessionError
 */
export async function removeTraceFiles(
  target: TraceTarget,
  environment: {
    readonly prompts: Prompts;
    readonly listener: Pick<SessionListener, 'step' | 'log'>;
    readonly signal: AbortSignal;
    confirm(left: readonly LeftOnHost[]): Promise<boolean>;
  },
): Promise<boolean> {
  const { signal } = environment;
  try {
    const transport = await openTransport(target, environment);
    try {
      const left = await listOnHost(transport, signal);
      if (!(await environment.confirm(left)) || left.length === 0) return false;
      await removeFromHost(transport, signal);
      return true;
    } finally {
      await transport.dispose();
    }
  } catch (error) {
    throw signal.aborted ? cancelled(target.destination, 'Removing from') : error;
  }
}
