import type { Artefacts } from '../deploy/artefacts.ts';
import { type Deployment, deploy } from '../deploy/deploy.ts';
import type { Transport } from '../transport/transport.ts';
import { cancelled } from './failures.ts';
import { HeldAgent } from './held-agent.ts';
import { openTransport } from './open-transport.ts';
import type { Prompts } from './prompts.ts';
import { rememberingPrompts, VolatileAnswers } from './remembered-answers.ts';
import { RunningSession } from './running-session.ts';
import {
  type Session,
  SessionError,
  type SessionListener,
  type StartOptions,
  type TraceTarget,
} from './session.ts';

/** How long an agent waits for a connection that was cut. */
export const DEFAULT_GRACE_SECONDS = 60;

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
  return await withAgent('Starting the trace on', target, environment, async (agent, prompts) => {
    await agent.begin(options, environment.signal, prompts);
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
  use: (agent: RunningSession, prompts: Prompts) => Promise<T>,
): Promise<T> {
  const { listener, signal } = environment;
  // A connection that is made again asks for nothing that was answered before.
  const prompts = rememberingPrompts(environment.prompts, new VolatileAnswers());
  let transport: Transport | undefined;
  let running: RunningSession | undefined;
  try {
    signal.throwIfAborted();
    transport = await openTransport(target, { ...environment, prompts });
    const deployment = await deployTo(transport, environment);
    listener.step('starting');
    const agent = await HeldAgent.start(
      transport,
      deployment,
      {
        graceSeconds: target.graceSeconds ?? DEFAULT_GRACE_SECONDS,
        reopen: (over) =>
          openTransport(target, { prompts, listener: quiet(listener), signal: over }),
        log: (line) => listener.log(line),
        interrupted: (reason) => listener.interrupted(reason),
        resumed: () => listener.resumed(),
      },
      signal,
    );
    running = new RunningSession(target, agent, listener);
    return await use(running, prompts);
  } catch (error) {
    if (running) await running.abandon();
    else await transport?.dispose();
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

/** What it takes to connect again is told to the log alone. */
function quiet({ log }: SessionListener): Pick<SessionListener, 'step' | 'log'> {
  return { step: () => {}, log };
}

async function deployTo(
  transport: Transport,
  { listener, artefacts, signal, prompts }: SessionEnvironment,
): Promise<Deployment> {
  listener.step('inspecting');
  return await deploy(transport, {
    artefacts,
    signal,
    log: (line) => listener.log(line),
    uploading: (bytes) => listener.step('deploying', `${Math.ceil(bytes / 1024)} KiB`),
    uploadNode: async (version) => {
      const { host: destination } = transport;
      return (await prompts.uploadNode?.({ destination, version })) === true;
    },
  });
}
