import type { ClosedBy, ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Endpoint, Process } from '../../../remote-agent/protocol/exchange.ts';

export type ConnectionState = 'failed' | 'connecting' | 'open' | 'listening' | 'closed';

/** What its events have made of a connection or a listening socket. */
export interface Connection {
  readonly id: string;
  readonly state: ConnectionState;
  readonly local: Endpoint;
  readonly remote: Endpoint | null;
  readonly process: Process | null;
  /** Epoch milliseconds of its first and its last event. */
  readonly sinceMs: number;
  readonly lastMs: number;
  /** It is older than the trace. */
  readonly joined: boolean;
  readonly reason: string | undefined;
  readonly closedBy: ClosedBy | undefined;
  readonly rttMs: number | undefined;
  readonly retransmits: number;
  readonly sent: number | undefined;
  readonly received: number | undefined;
  readonly durationMs: number | undefined;
  readonly exchanges: number;
  /** The latest ones. */
  readonly events: readonly ConnectionEvent[];
}

const mostEvents = 20;

const states: Record<ConnectionEvent['event'], ConnectionState | undefined> = {
  connect: 'connecting',
  accept: 'open',
  established: 'open',
  listen: 'listening',
  failed: 'failed',
  close: 'closed',
  retransmit: undefined,
};

export function firstOf(
  event: Pick<ConnectionEvent, 'id' | 'event' | 'timeMs' | 'local' | 'remote' | 'process'>,
): Connection {
  const { id, timeMs, local, remote, process } = event;
  return {
    ...{ id, local, remote, process, sinceMs: timeMs, lastMs: timeMs },
    state: states[event.event] ?? 'open',
    joined: false,
    reason: undefined,
    closedBy: undefined,
    rttMs: undefined,
    retransmits: 0,
    sent: undefined,
    received: undefined,
    durationMs: undefined,
    exchanges: 0,
    events: [],
  };
}

export function changedBy(before: Connection, event: ConnectionEvent): Connection {
  const total = event.event === 'close' ? event.retransmits : undefined;
  const more = event.event === 'retransmit' ? (event.retransmits ?? 1) : 0;
  return {
    ...before,
    state: states[event.event] ?? before.state,
    remote: event.remote ?? before.remote,
    process: event.process ?? before.process,
    lastMs: Math.max(before.lastMs, event.timeMs),
    joined: before.joined || event.joined === true,
    reason: event.reason ?? before.reason,
    closedBy: event.closedBy ?? before.closedBy,
    rttMs: event.rttMs ?? before.rttMs,
    retransmits: total ?? before.retransmits + more,
    sent: event.bytesSent ?? before.sent,
    received: event.bytesReceived ?? before.received,
    durationMs: event.durationMs ?? before.durationMs,
    events: [...before.events.slice(1 - mostEvents), event],
  };
}
