import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { bytesOf } from '../store/bytes-of.ts';
import { SequencedMap } from '../store/sequenced-map.ts';
import { type Connection, changedBy, firstOf } from './connection.ts';

export interface ConnectionTotals {
  /** Connections that were seen, those let go included; listening sockets are none. */
  readonly seen: number;
  readonly open: number;
  /** Payload of those that are over, and what exchanges tell of the others. */
  readonly bytes: number;
  /** Connections to or from a port that is TLS's by custom. */
  readonly encrypted: number;
}

const encryptedPorts = new Set([443, 465, 636, 853, 993, 995, 6443, 8443, 9443]);

/** Of memory, roughly: some hundred thousand connections as hosts have them. */
const mostBytes = 128 << 20;

/** What has become of each connection and listening socket, within limits; beyond it the oldest ended ones go. */
export class ConnectionTable {
  /** By their ids. */
  readonly held = new SequencedMap<Connection>();
  private droppedCount = 0;
  private seen = 0;
  private encrypted = 0;
  private endedBytes = 0;
  private open = 0;
  private openBytes = 0;
  private heldBytes = 0;

  constructor(private limit: number) {}

  get length(): number {
    return this.held.size;
  }

  get dropped(): number {
    return this.droppedCount;
  }

  get totals(): ConnectionTotals {
    const { seen, open, encrypted } = this;
    return { seen, open, bytes: this.endedBytes + this.openBytes, encrypted };
  }

  all(): Iterable<Connection> {
    return this.held.values();
  }

  get(id: string): Connection | undefined {
    return this.held.named(id);
  }

  addEvent(event: ConnectionEvent): void {
    const before = this.get(event.id);
    if (!before && event.remote) this.count(event.local.port, event.remote.port);
    const after = changedBy(before ?? firstOf(event), event);
    this.put(before, after);
    const ended = after.state === 'closed' || after.state === 'failed';
    if (ended && before?.state !== after.state) this.endedBytes += payload(after);
    this.trim();
  }

  /** An exchange that is new: its connection may be one that no event tells of. */
  addExchange({
    connection,
    timing,
    local,
    remote,
    process,
    request,
    response,
    side,
  }: Exchange): void {
    const known = this.get(connection);
    if (!known) this.count(local.port, remote.port);
    const { exchanges, sent, received, ...before } =
      known ??
      firstOf({
        ...{ id: connection, event: 'established', timeMs: timing.startMs },
        ...{ local, remote, process },
      });
    const [out, into] = [response?.bodyBytes ?? 0, request.bodyBytes];
    const own = before.state === 'closed';
    this.put(known, {
      ...before,
      exchanges: exchanges + 1,
      // What the kernel counted at the end is the truth.
      sent: own ? sent : (sent ?? 0) + (side === 'server' ? out : into),
      received: own ? received : (received ?? 0) + (side === 'server' ? into : out),
    });
    this.trim();
  }

  setLimit(limit: number): void {
    this.limit = limit;
    this.trim();
  }

  clear(): void {
    this.held.clear();
    this.droppedCount = 0;
    this.seen = 0;
    this.encrypted = 0;
    this.endedBytes = 0;
    this.open = 0;
    this.openBytes = 0;
    this.heldBytes = 0;
  }

  private put(before: Connection | undefined, after: Connection): void {
    if (before) {
      this.addOpen(before, -1);
      this.heldBytes -= bytesOf(before);
    }
    this.addOpen(after, 1);
    this.heldBytes += bytesOf(after);
    this.held.set(after.id, after);
  }

  private addOpen(connection: Connection, sign: 1 | -1): void {
    const { state } = connection;
    if (state === 'open') this.open += sign;
    if (state === 'open' || state === 'connecting') this.openBytes += sign * payload(connection);
  }

  private count(...ports: readonly number[]): void {
    this.seen += 1;
    if (ports.some((port) => encryptedPorts.has(port))) this.encrypted += 1;
  }

  private trim(): void {
    while (this.held.size > this.limit || this.heldBytes > mostBytes) {
      const gone = this.oldestEnded() ?? this.held.get(this.held.first);
      if (!gone) return;
      this.addOpen(gone, -1);
      this.heldBytes -= bytesOf(gone);
      this.held.delete(gone.id);
      this.droppedCount += 1;
    }
  }

  /** Connections end roughly in the order in which they began: the first few are looked at. */
  private oldestEnded(): Connection | undefined {
    let looked = 0;
    for (const connection of this.held.values()) {
      if (connection.state === 'closed' || connection.state === 'failed') return connection;
      looked += 1;
      if (looked === 100) return undefined;
    }
    return undefined;
  }
}

function payload({ sent, received }: Connection): number {
  return (sent ?? 0) + (received ?? 0);
}
