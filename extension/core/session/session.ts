import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Loss, StartParams, StartResult } from '../../../remote-agent/protocol/messages.ts';
import type { ReplayParams, ReplayResult } from '../../../remote-agent/protocol/replay.ts';

/** Where to trace. Everything but `destination` overrides what the ssh configuration says. */
export interface TraceTarget {
  /** `user@host`, a name from the ssh configuration, or `local`. */
  readonly destination: string;
  readonly port?: number;
  readonly identityFile?: string;
  readonly knownHostsFile?: string;
  /** In place of `~/.ssh/config` and the system's configuration. */
  readonly configFile?: string;
  /** `auto`, the default: the system's `ssh` where the host needs what ssh2 lacks. */
  readonly transport?: 'auto' | 'builtin' | 'system';
  /** Name or path of the system's `ssh`, which also tells the configuration. */
  readonly sshProgram?: string;
  /** How long the agent waits for a connection that was cut, before it ends; 0: not at all. */
  readonly graceSeconds?: number;
}

/** The steps of a start, in order; shown as progress. */
export type SessionStep = 'connecting' | 'authenticating' | 'inspecting' | 'deploying' | 'starting';

export interface SessionListener {
  step(step: SessionStep, detail?: string): void;
  /** How far the host's clock, which all times are by, is ahead of this machine's; before anything is told. */
  clock?(aheadMs: number): void;
  exchanges(items: readonly Exchange[]): void;
  connections(items: readonly ConnectionEvent[]): void;
  losses(items: readonly Loss[]): void;
  /** The connection was cut and is being made again; the trace goes on meanwhile. */
  interrupted(reason: string): void;
  /** It was made again. What was missed comes now; what did not fit is told as lost. */
  resumed(): void;
  /** Once; without an error when the session was stopped on purpose. */
  ended(error?: SessionError): void;
  /** A line for the log: what the agent or the transport says. Never holds a secret. */
  log(line: string): void;
}

/** A trace that is on: a request made on the host from now on is seen. */
export interface Session {
  readonly target: TraceTarget;
  readonly started: StartResult;
  readonly kernel: string;
  readonly agentVersion: string;
  /**
   * Sends a request from the host.
   * @throws SessionError `replay-failed` where it could not be sent or was not answered
   */
  replay(params: ReplayParams): Promise<ReplayResult>;
  /**
   * Detaches everything on the host, removes what is temporary there, closes the connection.
   * @throws SessionError `connection-lost` where the host could not be told, and ends the trace by itself later
   */
  stop(): Promise<void>;
}

export type StartOptions = StartParams;

export type SessionErrorCode =
  | 'cancelled'
  | 'bad-destination'
  | 'bad-setting'
  | 'unreachable'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'host-key-refused'
  | 'authentication-failed'
  | 'unsupported-host'
  | 'no-node'
  | 'no-room'
  | 'deployment-failed'
  | 'no-privilege'
  /** As `no-privilege`, where sudo would take a password; and where it did not take the one that was given. */
  | 'password-needed'
  | 'password-refused'
  | 'no-btf'
  | 'no-match'
  | 'no-design'
  | 'replay-failed'
  | 'agent-failed'
  | 'connection-lost';

/** `message` is one sentence for the user: what failed, on which host, and what to do. */
export class SessionError extends Error {
  override readonly name = 'SessionError';

  constructor(
    readonly code: SessionErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
