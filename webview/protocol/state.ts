import type { Loss } from '../../remote-agent/protocol/messages.ts';

/** Everything about the traces that is not a row. */
export interface PanelState {
  /** How the trace of each host is, in the order of their starts; none where no host was traced. */
  readonly traces: readonly HostState[];
  /** `null` unless the rows are those of a file. */
  readonly file: FileState | null;
  /** The hosts that rows are of. */
  readonly tracedHosts: readonly string[];
  readonly paused: boolean;
  /** Totals since the trace began, one for each host and reason that occurred. */
  readonly losses: readonly HostLoss[];
  /** What the extension let go to stay within its limits. */
  readonly dropped: Dropped;
  readonly traffic: Traffic;
}

/** What was seen of connections, whether they carried HTTP or not. */
export interface Traffic {
  readonly seen: number;
  readonly open: number;
  readonly bytes: number;
  /** Of those seen, to or from a port that is TLS's by custom. */
  readonly encrypted: number;
}

export interface Dropped {
  readonly bodies: number;
  readonly exchanges: number;
  readonly connections: number;
}

export interface HostLoss extends Loss {
  /** Empty where it is not known. */
  readonly host: string;
}

/** How the trace of a host is. */
export type HostState =
  | { readonly kind: 'connecting'; readonly host: string; readonly step: string }
  | {
      readonly kind: 'tracing';
      readonly host: string;
      /** Capture design and how it was attached. */
      readonly design: string;
      readonly kernel: string;
      /** Designs that were tried before, each with the first reason why the kernel refused it. */
      readonly refused: readonly string[];
      /** Secrets are not replaced in this trace. */
      readonly secretsShown: boolean;
    }
  | { readonly kind: 'stopping'; readonly host: string }
  /** Ended on purpose; the rows are still there. */
  | { readonly kind: 'stopped'; readonly host: string }
  /** Never began; `message` is one sentence for the user. */
  | { readonly kind: 'failed'; readonly host: string; readonly message: string }
  /** Was on and ended by itself; `message` as above. */
  | { readonly kind: 'lost'; readonly host: string; readonly message: string };

/** How all of it is: as that host which matters most. */
export type TraceState = { readonly kind: 'idle' } | HostState;

const precedence = ['tracing', 'connecting', 'stopping', 'lost', 'failed', 'stopped'] as const;

/** The state that stands for all hosts. */
export function leadingState(traces: readonly HostState[]): TraceState {
  for (const wanted of precedence) {
    const found = traces.find(({ kind }) => kind === wanted);
    if (found) return found;
  }
  return { kind: 'idle' };
}

/** Nothing is traced: the exchanges are those of a file. */
export interface FileState {
  readonly name: string;
  /** The sentence why it cannot be read, else empty. */
  readonly problem: string;
}
