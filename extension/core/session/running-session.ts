import type { CheckParams, CheckResult } from '../../../remote-agent/protocol/check.ts';
import {
  type AgentRequests,
  type InitializeResult,
  PROTOCOL_VERSION,
  type StartResult,
} from '../../../remote-agent/protocol/messages.ts';
import type { ReplayParams, ReplayResult } from '../../../remote-agent/protocol/replay.ts';
import { orAborted } from '../transport/aborted.ts';
import { AgentConnection } from './agent-connection.ts';
import {
  agentDied,
  agentMisbehaved,
  connectionLost,
  fromAgentFailure,
  stopsByItself,
} from './failures.ts';
import { type HeldAgent, within } from './held-agent.ts';
import type { Prompts } from './prompts.ts';
import {
  type Session,
  SessionError,
  type SessionListener,
  type StartOptions,
  type TraceTarget,
} from './session.ts';
import { withSudoPassword } from './sudo-password.ts';

/** How long an agent that is to stop may tell nothing, and how long it may go on telling, over a slow link say. */
const STOP_TIME_LIMIT_MS = 5_000;
const LONGEST_STOP_MS = 60_000;
const EXIT_TIME_LIMIT_MS = 5_000;
const KILL_TIME_LIMIT_MS = 1_000;
/** Time for a cut connection to show itself, where only the agent's channel has closed so far. */
const CUT_GRACE_MS = 500;

type State = 'starting' | 'running' | 'stopping' | 'ended';

/** A started agent and the conversation with it. */
export class RunningSession implements Session {
  readonly target: TraceTarget;
  readonly #agent: HeldAgent;
  readonly #connection: AgentConnection;
  readonly #listener: SessionListener;
  readonly #failed: Promise<never>;
  #rejectFailed: (error: SessionError) => void = () => {};
  #failure: SessionError | undefined;
  #state: State = 'starting';
  #identity: InitializeResult | undefined;
  #started: StartResult | undefined;
  #ending: Promise<void> | undefined;

  constructor(target: TraceTarget, agent: HeldAgent, listener: SessionListener) {
    this.target = target;
    this.#agent = agent;
    this.#listener = listener;
    this.#failed = new Promise((_, reject) => {
      this.#rejectFailed = reject;
    });
    this.#failed.catch(() => {});
    this.#connection = new AgentConnection(agent, agent.host, {
      exchanges: ({ items }) => listener.exchanges(items),
      connections: ({ items }) => listener.connections(items),
      losses: ({ items }) => listener.losses(items),
      ended: (failure) => this.#fail(fromAgentFailure(agent.host, failure)),
    });
    this.#connection.broken.catch((error: SessionError) => this.#fail(error));
    agent.onLost((reason) => this.#fail(connectionLost(agent.host, reason)));
    void this.#watch();
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

  /** Has the agent attach, with the password for sudo where it takes one; resolves once capture is on. */
  async begin(options: StartOptions, signal: AbortSignal, prompts: Prompts): Promise<void> {
    const start = (password: object) => this.#ask('start', { ...options, ...password }, signal);
    this.#started = await withSudoPassword(this.#agent.account, prompts, start);
    // It may have ended in the same breath, when nobody was listening yet.
    if (this.#failure) throw this.#failure;
    this.#state = 'running';
  }

  /** Has the agent try what the host can do, in place of a trace. */
  async check(params: CheckParams, signal: AbortSignal): Promise<CheckResult> {
    return await this.#ask('check', params, signal);
  }

  async replay(params: ReplayParams): Promise<ReplayResult> {
    return await this.#explained(this.#connection.request('replay', params));
  }

  stop(): Promise<void> {
    this.#ending ??= this.#stop();
    return this.#ending;
  }

  /** Ends the agent of a session that was never returned, without telling the listener, and the connection. */
  async abandon(): Promise<void> {
    this.#state = 'ended';
    await this.#endAgent();
    await this.#agent.dispose();
  }

  /** Makes the agent's acquaintance, and asks it the one thing. */
  async #ask<Name extends keyof AgentRequests>(
    name: Name,
    params: AgentRequests[Name]['params'],
    signal: AbortSignal,
  ): Promise<AgentRequests[Name]['result']> {
    const orFailure = <T>(work: Promise<T>) => orAborted(this.#explained(work), signal);
    signal.throwIfAborted();
    const identity = await orFailure(
      this.#connection.request('initialize', { protocolVersion: PROTOCOL_VERSION }),
    );
    if (identity.protocolVersion !== PROTOCOL_VERSION) {
      const versions = `protocol ${identity.protocolVersion} in place of ${PROTOCOL_VERSION}`;
      throw agentMisbehaved(this.#agent.host, versions);
    }
    this.#identity = identity;
    this.#compareClocks(identity.clockMs - Date.now());
    return await orFailure(this.#connection.request(name, params));
  }

  #compareClocks(aheadMs: number): void {
    this.#listener.clock?.(aheadMs);
    const minutes = Math.round(Math.abs(aheadMs) / 60_000);
    if (minutes === 0) return;
    this.#listener.log(
      `The clock of ${this.#agent.host} is ${minutes} min ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's; the times of what is traced there are by its own.`,
    );
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
    const { host, outlivesSeconds } = this.#agent;
    this.#state = 'stopping';
    try {
      if (!this.#agent.interrupted) {
        await this.#stopped();
      }
    } catch (error) {
      // It is to end anyway; closing its input does that too.
      this.#listener.log(error instanceof Error ? error.message : String(error));
    }
    const over = (await this.#endAgent()) && this.#failure?.code !== 'connection-lost';
    await this.#agent.dispose();
    this.#state = 'ended';
    this.#listener.ended();
    if (!over) throw stopsByItself(host, outlivesSeconds);
  }

  /** Has the agent stop, and takes what it still tells. */
  async #stopped(): Promise<void> {
    const { stdout, host } = this.#agent;
    const stopped = Promise.race([this.#connection.request('stop', {}), this.#failed]);
    const latest = performance.now() + LONGEST_STOP_MS;
    for (let heard = -1; heard !== stdout.received && performance.now() < latest; ) {
      heard = stdout.received;
      if ((await within(STOP_TIME_LIMIT_MS, stopped)) !== undefined) return;
    }
    this.#listener.log(
      `${host} did not tell everything in time, so that the end of it is missing.`,
    );
  }

  /**
   * The agent ends when its input does, and has then detached everything.
   * @returns whether it has ended, as far as is known
   */
  async #endAgent(): Promise<boolean> {
    const agent = this.#agent;
    agent.stdin.end();
    // One that cannot be reached ends by itself, once its grace time is over.
    let ended = false;
    if (!agent.interrupted) {
      ended = (await within(EXIT_TIME_LIMIT_MS, agent.exit)) !== undefined;
      if (!ended) {
        this.#listener.log(`The agent on ${agent.host} did not end by itself.`);
        agent.kill();
        ended = (await within(KILL_TIME_LIMIT_MS, agent.exit)) !== undefined;
      }
    }
    this.#connection.dispose();
    return ended && !agent.interrupted;
  }

  async #watch(): Promise<void> {
    const exit = await this.#agent.exit;
    // The agent's own word about its end, or the connection's, says more.
    await within(CUT_GRACE_MS, this.#connection.ended);
    this.#fail(agentDied(this.#agent.host, exit.code, this.#agent.lastWords()));
  }

  async #endUnasked(error: SessionError): Promise<void> {
    this.#state = 'stopping';
    await this.#endAgent();
    await this.#agent.dispose();
    this.#state = 'ended';
    this.#listener.ended(error);
  }
}
