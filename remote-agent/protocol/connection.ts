import type { Endpoint, Process } from './exchange.ts';

/**
 * Something that happened to a TCP connection or a listening socket of the host, or to an end of a Unix socket on which
 * HTTP is spoken, of which nothing is known before its first bytes. Times as in Exchange; what is not known is absent.
 */
export interface ConnectionEvent extends ConnectionTotals {
  /** Unique for the life of the trace; the two ends of a connection inside the host have one id each. */
  readonly id: string;
  readonly event: ConnectionEventKind;
  readonly timeMs: number;
  readonly local: Endpoint;
  /** `null` for a listening socket. */
  readonly remote: Endpoint | null;
  /** `null` where the kernel reported it outside the context of the owning process. */
  readonly process: Process | null;
  /** Inode of the network namespace, as in `/proc/PID/ns/net`. */
  readonly netns?: number;
  /** The connection, or the listening socket, is older than the trace. */
  readonly joined?: true;
  /** For `failed` and `close`: the socket's error as a name (`ECONNREFUSED`), absent where there is none. */
  readonly reason?: string;
  /** Smoothed round-trip time, from `established` and `accept` on. */
  readonly rttMs?: number;
  /** Segments sent again: for `retransmit` since the last such event, for `close` in all. */
  readonly retransmits?: number;
}

/** What a connection came to; for `close` only. Bytes are payload, as the kernel counts them. */
export interface ConnectionTotals {
  /** What ended it first. */
  readonly closedBy?: ClosedBy;
  /** From the beginning of the opening to now; absent for a connection that is older than the trace. */
  readonly durationMs?: number;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  /** Of the received ones, what the process has taken. */
  readonly bytesRead?: number;
  /** Segments of any kind, and those with payload. */
  readonly segmentsIn?: number;
  readonly dataSegmentsIn?: number;
  readonly segmentsOut?: number;
}

/** `reset`: the other end reset it while both directions were open. `timeout`: it did not answer any more. */
export type ClosedBy = 'local' | 'remote' | 'reset' | 'timeout';

export type ConnectionEventKind =
  | 'connect'
  /** A process took a connection from a listening socket. */
  | 'accept'
  /** For a listening socket that is older than the trace: told when the trace begins. */
  | 'listen'
  /** For a connection that is older than the trace: told when the trace begins. */
  | 'established'
  | 'failed'
  | 'retransmit'
  | 'close';
