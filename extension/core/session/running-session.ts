import type { CheckParams, CheckResult } from '../../../remote-agent/protocol/check.ts';
import {
  type AgentRequests,
  type InitializeResult,
  PROTOCOL_VERSION,
  type StartResult,
} from '../../../remote-agent/protocol/messages.ts';
import type { Deployment } from '../deploy/deploy.ts';
import type { RemoteProcess, Transport } from '../transport/transport.ts';
import { AgentConnection } from './agent-connection.ts';
import { type AgentProcess, startAgent } from './agent-process.ts';
import { agentDied, agentMisbehaved, connectionLost, fromAgentFailure } from './failures.ts';
import {
  type Session,
  SessionError,
  type SessionListener,
  type StartOptions,
  type TraceTarget,
} from './session.ts';

const STOP_TIME_LIMIT_MS = 5_000;
const EXIT_TIME_LIMIT_MS = 5_000;
const KILL_TIME_LIMIT_MS = 1_000;
/** Time for a cut connection to show itself, where only the agent's channel has closed so far. */
const CUT_GRACE_MS = 500;

type State = 'starting' | 'running' | 'stopping' | 'ended';

/** A started agent and the conversation with it. */
export class RunningSession implements Session {
  readonly target: TraceTarget;
  readonly #transport: Transport;
  readonly #agent: AgentProcess;
  readonly #connection: AgentConnection;
  readonly #listener: SessionListener;
  readonly #failed: Promise<never>;
  #rejectFailed: (error: SessionError) => void = () => {};
  #failure: SessionError | undefined;
  #state: State = 'starting';
  #identity: InitializeResult | undefined;
  #started: StartResult | undefined;
  #ending: Promise<void> | undefined;

  static async launch(
    target: TraceTarget,
    transport: Transport,
    deployment: Deployment,
    listener: SessionListener,
  ): Promise<RunningSession> {
    const agent = await startAgent(transport, deployment, (line) => listener.log(line));
    return new RunningSession(target, transport, agent, listener);
  }

  private constructor(
    target: TraceTarget,
    transport: Transport,
    agent: AgentProcess,
    listener: SessionListener,
  ) {
    this.target = target;
    this.#transport = transport;
    this.#agent = agent;
    this.#listener = listener;
    this.#failed = new Promise((_, reject) => {
      this.#rejectFailed = reject;
    });
    this.#failed.catch(() => {});
    this.#connection = new AgentConnection(agent.process, transport.host, {
      exchanges: ({ items }) => listener.exchanges(items),
      connections: ({ items }) => listener.connections(items),
      losses: ({ items }) => listener.losses(items),
      ended: (failure) => this.#fail(fromAgentFailure(transport.host, failure)),
    });
    this.#connection.broken.catch((error: SessionError) => this.#fail(error));
    transport.onClose((reason) => this.#fail(connectionLost(transport.host, reason)));
    void this.#watch(agent.process);
  }

  get started(): StartResult {
    if (!this.#started) throw new Error('begin() has not resolved');
    return this.#started;
  }

  get kernel(): string {
    return this.#identity?.kernel ?? '';
  }

  get agentVersion(): string {
    return this.#identity?.agentVersion ?? '';
  }

  /** Has the agent attach; resolves once capture is on. */
  async begin(options: StartOptions, signal: AbortSignal): Promise<void> {
    this.#started = await this.#ask('start', options, signal);
    // It may have ended in the same breath, when nobody was listening yet.
    if (this.#failure) throw this.#failure;
    this.#state = 'running';
  }

  /** Has the agent try what the host can do, in place of a trace. */
  async check(params: CheckParams, signal: AbortSignal): Promise<CheckResult> {
    return await this.#ask('check', params, signal);
  }

  stop(): Promise<void> {
    this.#ending ??= this.#stop();
    return this.#ending;
  }

  /** Ends the agent of a session that was never returned, without telling the listener. */
  async abandon(): Promise<void> {
    this.#state = 'ended';
    await this.#endAgent();
  }

  /** Makes the agent's acquaintance, and asks it the one thing. */
  async #ask<Name extends keyof AgentRequests>(
    name: Name,
    params: AgentRequests[Name]['params'],
    signal: AbortSignal,
  ): Promise<AgentRequests[Name]['result']> {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => {});
    signal.throwIfAborted();
    const orFailure = <T>(work: Promise<T>) => Promise.race([this.#explained(work), aborted]);
    const identity = await orFailure(
      this.#connection.request('initialize', { protocolVersion: PROTOCOL_VERSION }),
    );
    if (identity.protocolVersion !== PROTOCOL_VERSION) {
      const versions = `protocol ${identity.protocolVersion} in place of ${PROTOCOL_VERSION}`;
      throw agentMisbehaved(this.#transport.host, versions);
    }
    this.#identity = identity;
    return await orFailure(this.#connection.request(name, params));
  }

  /** Where a request fails because the agent or the connection ended, that is what to say. */
  async #explained<T>(request: Promise<T>): Promise<T> {
    try {
      return await Promise.race([request, this.#failed]);
    } catch (error) {
      if (error instanceof SessionError && error.code !== 'agent-failed') throw error;
      await within(2 * CUT_GRACE_MS, this.#failed);
      throw error;
    }
  }

  #fail(error: SessionError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#rejectFailed(error);
    if (this.#state === 'running') this.#ending ??= this.#endUnasked(error);
  }

  async #stop(): Promise<void> {
    this.#state = 'stopping';
    try {
      await within(
        STOP_TIME_LIMIT_MS,
        Promise.race([this.#connection.request('stop', {}), this.#failed]),
      );
    } catch (error) {
      // It is to end anyway; closing its input does that too.
      this.#listener.log(error instanceof Error ? error.message : String(error));
    }
    await this.#endAgent();
    await this.#transport.dispose();
    this.#state = 'ended';
    this.#listener.ended();
  }

  /** The agent ends when its input does, and has then detached everything. */
  async #endAgent(): Promise<void> {
    const { process } = this.#agent;
    process.stdin.end();
    if ((await within(EXIT_TIME_LIMIT_MS, process.exit)) === undefined) {
      this.#listener.log(`The agent on ${this.#transport.host} did not end by itself.`);
      process.kill();
      await within(KILL_TIME_LIMIT_MS, process.exit);
    }
    this.#connection.dispose();
  }

  async #watch(process: RemoteProcess): Promise<void> {
    const exit = await process.exit;
    // The agent's own word about its end, or the connection's, says more.
    await within(CUT_GRACE_MS, this.#connection.ended);
    if (exit.code === null) {
      await new Promise((resolve) => setTimeout(resolve, CUT_GRACE_MS));
    }
    this.#fail(agentDied(this.#transport.host, exit.code, this.#agent.lastWords()));
  }

  async #endUnasked(error: SessionError): Promise<void> {
    this.#state = 'stopping';
    await this.#endAgent();
    await this.#transport.dispose();
    this.#state = 'ended';
    this.#listener.ended(error);
  }
}

/** What a promise resolves to, or `undefined` after the time. */
async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
