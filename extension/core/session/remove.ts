import { removeFromHost } from '../deploy/remove.ts';
import { cancelled } from './failures.ts';
import { openTransport } from './open-transport.ts';
import type { Prompts } from './prompts.ts';
import type { SessionListener, TraceTarget } from './session.ts';

/**
 * Removes from a host everything that traces of this user ever put there. Running traces are not disturbed.
 *
 * @throws SessionError
 */
export async function removeTraceFiles(
  target: TraceTarget,
  environment: {
    readonly prompts: Prompts;
    readonly listener: Pick<SessionListener, 'step' | 'log'>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { signal } = environment;
  try {
    const transport = await openTransport(target, environment);
    try {
      await removeFromHost(transport, signal);
    } finally {
      await transport.dispose();
    }
  } catch (error) {
    throw signal.aborted ? cancelled(target.destination) : error;
  }
}
