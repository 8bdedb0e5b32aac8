import type { CheckParams, CheckResult } from './check.ts';
import type { ConnectionEvent } from './connection.ts';
import type { Exchange } from './exchange.ts';
import type { ReplayParams, ReplayResult } from './replay.ts';

/**
 * What extension and agent say to each other: JSON-RPC 2.0 with `Content-Length` framing on the agent's
 * standard streams. `AgentRequests` go to the agent, `AgentNotifications` come from it. Handlers are typed by
 * these maps on both sides, so that a message without a handler does not compile.
 */
export const PROTOCOL_VERSION = 1;

export interface AgentRequests {
  initialize: { params: InitializeParams; result: InitializeResult };
  start: { params: StartParams; result: StartResult };
  /** Tries everything that a trace builds upon, and detaches it again. Independent of a trace that is on. */
  check: { params: CheckParams; result: CheckResult };
  /** Sends a request from the host. Independent of a trace that is on, but for its secrets. */
  replay: { params: ReplayParams; result: ReplayResult };
  /** Detaches everything, sends what is still held, then answers. */
  stop: { params: Record<string, never>; result: StopResult };
}

export interface AgentNotifications {
  /** In order of completion; never more than a few hundred at a time. */
  exchanges: { items: readonly Exchange[] };
  connections: { items: readonly ConnectionEvent[] };
  losses: { items: readonly Loss[] };
  /** The trace ended without being asked to. */
  ended: AgentFailure;
}

export interface InitializeParams {
  readonly protocolVersion: number;
}

export interface InitializeResult {
  readonly protocolVersion: number;
  readonly agentVersion: string;
  /** As `uname -r` and `uname -m` print them. */
  readonly kernel: string;
  readonly architecture: string;
  /** What the host's clock says now, epoch milliseconds; all times of the trace are by that clock. */
  readonly clockMs: number;
}

export type DesignName = 'tracepoint' | 'kprobe' | 'raw_tp' | 'socket_filter';

export interface StartParams {
  readonly design: 'auto' | DesignName;
  /** Replace secrets before they leave the host. */
  readonly redact: boolean;
  /** What counts as a secret beside what always does: names with `*`, and `/regular expressions/` for text. */
  readonly secretPatterns?: readonly string[];
  /** Bytes copied per message body; the rest is counted. */
  readonly captureLimit: CaptureLimit;
  /** Absent: everything is watched. */
  readonly only?: Only;
  /** Absolute path on the host of a file with the kernel's BTF, for a kernel that does not tell it. */
  readonly btf?: string;
  /** For sudo, where it asks for one. It goes to sudo alone and is never written down. */
  readonly sudoPassword?: string;
}

export type CaptureLimit = number | 'unlimited';

/**
 * What is watched, so that the kernel passes over everything else. Of several of one kind any may hold; of several
 * kinds each must. Cgroups and containers are one kind.
 */
export interface Only {
  readonly pids: readonly number[];
  /** Names of processes as the kernel has them, of which it keeps 15 bytes. */
  readonly names: readonly string[];
  /** Of either end. */
  readonly ports: readonly number[];
  /** Paths as in /proc/PID/cgroup, or below /sys/fs/cgroup; those below a cgroup belong to it. */
  readonly cgroups: readonly string[];
  /** Ids or their beginnings, or names where cgroups are named by them. */
  readonly containers: readonly string[];
}

export interface StartResult {
  readonly design: DesignName;
  /** How the design was attached, for people: `fentry` or `kprobe`. */
  readonly attachment: string;
  /** Everything that was tried before, in order, with the kernel's own words. */
  readonly refused: readonly Refusal[];
}

export interface Refusal {
  readonly design: DesignName;
  readonly attachment: string;
  readonly reason: string;
}

export interface StopResult {
  readonly exchanges: number;
}

/** Growth since the last report, never a running total. */
export interface Loss {
  readonly reason: LossReason;
  readonly events: number;
  readonly bytes: number;
}

export type LossReason =
  /** The ring buffer was full: the agent was slower than the traffic. */
  | 'ring-buffer-full'
  /** The table of connections was full. */
  | 'connection-table-full'
  /** The pages of the data were not readable when the probe ran. */
  | 'unreadable-memory'
  /** The kernel left runs of a program out, or the beginning of a call could not be kept. */
  | 'probe-missed'
  /** Several tasks sent or read on one connection at once: which bytes were whose is not known. */
  | 'place-unknown'
  /** Connections by MPTCP: they are told, their bytes are not. */
  | 'multipath'
  /** The extension was slower than the agent; bodies, heads or whole exchanges were left out. */
  | 'body-not-sent'
  | 'exchange-not-sent'
  | 'connection-not-sent'
  /** The agent's own limit of streams held in memory. */
  | 'stream-table-full';

/** One clear sentence for the user, and a code that the extension can act on. */
export interface AgentFailure {
  readonly code: AgentFailureCode;
  readonly message: string;
}

export type AgentFailureCode =
  | 'no-privilege'
  /** As `no-privilege`, where sudo would take a password; and where it did not take the one that was given. */
  | 'password-needed'
  | 'password-refused'
  | 'no-design'
  | 'no-btf'
  /** Nothing on the host is what is to be watched. */
  | 'no-match'
  | 'loader-missing'
  | 'loader-ended'
  | 'protocol-mismatch'
  /** A setting that the agent was given makes no sense. */
  | 'bad-setting'
  /** A request that was to be sent again could not be, or was not answered. */
  | 'replay-failed';
