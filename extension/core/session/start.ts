import type { Artefacts } from '../deploy/artefacts.ts';
import { type Deployment, deploy } from '../deploy/deploy.ts';
import type { Transport } from '../transport/transport.ts';
import { cancelled } from './failures.ts';
import { openTransport } from './open-transport.ts';
import type { Prompts } from './prompts.ts';
import { RunningSession } from './running-session.ts';
import {
  type Session,
  SessionError,
  type SessionListener,
  type StartOptions,
  type TraceTarget,
} from './session.ts';

export interface SessionEnvironment {
  readonly prompts: Prompts;
  readonly listener: SessionListener;
  readonly artefacts: Artefacts;
  /** Aborting it while the session starts tears everything down; later it has no effect. */
  readonly signal: AbortSignal;
}

/**
 * Connects, deploys, and starts a trace: resolves once capture is on. `listener.ended` is called only for a
 * session that was returned.
 *
 * @throws SessionError; nothing is left running, here or on the host
 */
export async function startSession(
  target: TraceTarget,
  options: StartOptions,
  environment: SessionEnvironment,
): Promise<Session> {
  return await withAgent('Starting the trace on', target, environment, async (agent) => {
    await agent.begin(options, environment.signal);
    return agent;
  });
}

/**
 * Connects, deploys, and hands the agent over. `what` it is for begins the sentence of a failure without words of
 * its own.
 *
 * @throws SessionError; nothing is left running, here or on the host
 */
export async function withAgent<T>(
  what: string,
  target: TraceTarget,
  environment: SessionEnvironment,
  use: (agent: RunningSession, transport: Transport) => Promise<T>,
): Promise<T> {
  const { listener, signal } = environment;
  let transport: Transport | undefined;
  let running: RunningSession | undefined;
  try {
    signal.throwIfAborted();
    transport = await openTransport(target, environment);
    const deployment = await deployTo(transport, environment);
    listener.step('starting');
    running = await RunningSession.launch(target, transport, deployment, listener);
    return await use(running, transport);
  } catch (error) {
    await running?.abandon();
    await transport?.dispose();
    if (signal.aborted) throw cancelled(target.destination, what);
    if (error instanceof SessionError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SessionError(
      'agent-failed',
      `${what} ${target.destination} failed (${reason}); look at the log.`,
      { cause: error },
    );
  }
}

async function deployTo(
  transport: Transport,
  { listener, artefacts, signal }: SessionEnvironment,
): Promise<Deployment> {
  listener.step('inspecting');
  return await deploy(transport, {
    artefacts,
    signal,
    log: (line) => listener.log(line),
    uploading: (bytes) => listener.step('deploying', `${Math.ceil(bytes / 1024)} KiB`),
  });
}
