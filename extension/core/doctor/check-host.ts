import type { CheckParams, CheckResult } from '../../../remote-agent/protocol/check.ts';
import type { SessionListener, TraceTarget } from '../session/session.ts';
import { type SessionEnvironment, withAgent } from '../session/start.ts';

export interface CheckEnvironment extends Omit<SessionEnvironment, 'listener'> {
  readonly listener: Pick<SessionListener, 'step' | 'log'>;
}

/**
 * Finds out what a host can do by trying it there. A trace that is on, of this window or another, is not disturbed.
 *
 * @throws SessionError where the host cannot be reached or cannot run the agent; nothing is left running
 */
export async function checkHost(
  target: TraceTarget,
  params: CheckParams,
  environment: CheckEnvironment,
): Promise<CheckResult> {
  const nothing = () => undefined;
  // Nothing is traced, so nothing is told.
  const told = { exchanges: nothing, connections: nothing, losses: nothing };
  const silent = { ...told, interrupted: nothing, resumed: nothing, ended: nothing };
  const listener = { ...silent, ...environment.listener };
  return await withAgent(
    'Checking',
    // Nothing goes on there that would be worth going on with.
    { ...target, graceSeconds: 0 },
    { ...environment, listener },
    async (agent) => {
      const found = await agent.check(params, environment.signal);
      await agent.abandon();
      return found;
    },
  );
}
