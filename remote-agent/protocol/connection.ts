import type { Endpoint, Process } from './exchange.ts';

/** Something that happened to a TCP connection or a listening socket of the host. Times as in Exchange. */
export interface ConnectionEvent {
  /** Unique for the life of the trace; the two ends of a connection inside the host have one id each. */
  readonly id: string;
  readonly event: ConnectionEventKind;
  readonly timeMs: number;
  readonly local: Endpoint;
  /** `null` for a listening socket. */
  readonly remote: Endpoint | null;
  /** `null` where the kernel reported it outside the context of the owning process. */
  readonly process: Process | null;
  /** For `failed` and `close`: the socket's error as a name (`ECONNREFUSED`), absent where there is none. */
  readonly reason?: string;
}

export type ConnectionEventKind =
  | 'connect'
  | 'accept'
  | 'listen'
  | 'established'
  | 'failed'
  | 'retransmit'
  | 'close';
