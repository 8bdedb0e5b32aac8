import {
  endedBy,
  eventFlag,
  type RetransmitEvent,
  type SocketEvent,
  tcpState,
  type UnixEvent,
} from '../capture/events.ts';
import type { ClosedBy, ConnectionEvent, ConnectionTotals } from '../protocol/connection.ts';
import { errorName, eventKind } from './connection-events.ts';
import type { TracedConnection } from './traced-connection.ts';

const enders: Readonly<Record<number, ClosedBy>> = {
  [endedBy.ENDED_BY_LOCAL]: 'local',
  [endedBy.ENDED_BY_REMOTE]: 'remote',
  [endedBy.ENDED_BY_RESET]: 'reset',
  [endedBy.ENDED_BY_TIMEOUT]: 'timeout',
};

/** Tells what happens to connections, each thing once. */
export class ConnectionTeller {
  constructor(
    readonly tell: (event: ConnectionEvent) => void,
    /** What turns monotonic into epoch milliseconds. */
    readonly offsetMs: () => number,
  ) {}

  socket(connection: TracedConnection, event: SocketEvent): void {
    const kind = eventKind(event);
    if (event.newState === tcpState.synSent) connection.openedNs = event.timeNs;
    if (kind === 'established' && event.oldState === tcpState.synSent) {
      connection.connectedNs = event.timeNs;
    }
    if (kind === 'accept') {
      // Handled in no process's name: who accepts it is known only when somebody does.
      connection.openedNs = event.timeNs;
      connection.unacceptedNs = event.timeNs;
      return;
    }
    if (kind === 'close') this.accepted(connection, event.timeNs);
    if (!kind) return;
    const over = kind === 'failed' || kind === 'close';
    const reason = over ? errorName(connection.error) : undefined;
    this.tell({
      ...this.#about(connection, kind, event.timeNs),
      ...(event.newState === tcpState.listen || event.oldState === tcpState.listen
        ? { remote: null }
        : {}),
      ...(reason === undefined ? {} : { reason }),
      ...rttOf(event.rttUs),
      ...(kind === 'close' && event.oldState !== tcpState.listen
        ? totalsOf(connection, event)
        : {}),
    });
  }

  /** One end of a Unix socket: from its first exchange on, and when it is closed. */
  unix(connection: TracedConnection, event: UnixEvent, known: boolean): void {
    if (!known) connection.unspoken = event;
    if (connection.mirror?.exchanges) this.unixSpeaks(connection);
    if (!event.closed || connection.unspoken) return;
    this.tell({
      ...this.#about(connection, 'close', event.timeNs),
      bytesSent: event.sent,
      bytesReceived: event.received,
    });
  }

  /** An exchange begins on a Unix socket: both its ends are told, each once. What others say is nobody's business. */
  unixSpeaks(connection: TracedConnection): void {
    if (connection.mirror) this.#introduce(connection.mirror);
    this.#introduce(connection);
  }

  #introduce(connection: TracedConnection): void {
    const { unspoken } = connection;
    if (!unspoken) return;
    connection.unspoken = null;
    this.tell(this.#about(connection, unixKind(unspoken), unspoken.timeNs));
  }

  /** The connection's process is known, or will not be any more. */
  accepted(connection: TracedConnection, timeNs: number, rttUs = 0): void {
    if (connection.unacceptedNs === null) return;
    connection.unacceptedNs = null;
    this.tell({ ...this.#about(connection, 'accept', timeNs), ...rttOf(rttUs) });
  }

  retransmit(connection: TracedConnection, { timeNs, segments, rttUs }: RetransmitEvent): void {
    this.tell({
      ...this.#about(connection, 'retransmit', timeNs),
      retransmits: segments,
      ...rttOf(rttUs),
    });
  }

  #about(
    connection: TracedConnection,
    event: ConnectionEvent['event'],
    timeNs: number,
  ): ConnectionEvent {
    const { tuple } = connection;
    return {
      id: connection.id,
      event,
      timeMs: timeNs / 1e6 + this.offsetMs(),
      local: tuple?.local ?? { address: '', port: 0 },
      remote: tuple?.remote ?? null,
      process: connection.process,
      ...(tuple && tuple.local.kind !== 'unix' ? { netns: tuple.netns } : {}),
      ...(connection.joined ? { joined: true } : {}),
    };
  }
}

function unixKind({ flags }: UnixEvent): ConnectionEvent['event'] {
  if (flags & eventFlag.FLAG_JOINED) return 'established';
  return flags & eventFlag.FLAG_ACCEPTED ? 'accept' : 'connect';
}

function rttOf(rttUs: number): { rttMs?: number } {
  return rttUs === 0 ? {} : { rttMs: rttUs / 1000 };
}

function totalsOf(
  { openedNs }: TracedConnection,
  event: SocketEvent,
): ConnectionTotals & { retransmits?: number } {
  const closedBy = enders[event.endedBy];
  return {
    ...(closedBy === undefined ? {} : { closedBy }),
    ...(openedNs === null ? {} : { durationMs: (event.timeNs - openedNs) / 1e6 }),
    bytesSent: event.sent,
    bytesReceived: event.received,
    // A connection of which the kernel counted no segment is one whose counters the design does not read.
    ...(event.segmentsIn + event.segmentsOut === 0
      ? {}
      : {
          bytesRead: event.read,
          segmentsIn: event.segmentsIn,
          dataSegmentsIn: event.dataSegmentsIn,
          segmentsOut: event.segmentsOut,
          retransmits: event.retransmitted,
        }),
  };
}
