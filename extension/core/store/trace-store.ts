import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Loss } from '../../../remote-agent/protocol/messages.ts';
import type { HostLoss } from '../../../webview/protocol/state.ts';
import { ConnectionTable } from '../connections/connection-table.ts';
import { EndpointTable } from '../endpoints/endpoint-table.ts';
import type { BodyArchive } from './body-archive.ts';
import { type ExchangeLimits, ExchangeStore, type HeldExchange } from './exchange-store.ts';
import { LossCounts } from './loss-counts.ts';
import { Throttle } from './throttle.ts';
import { TracedHosts } from './traced-hosts.ts';

export interface TraceLimits extends ExchangeLimits {
  readonly maxConnections: number;
}

const mostNotes = 1000;
const longestNote = 1000;

export interface StoreListener {
  /** At most ten times a second. */
  changed?(): void;
  /** At once: the exchange in this place is another one now. */
  replaced?(sequence: number): void;
  /** At once. */
  cleared?(): void;
}

/** Everything that is held of one trace or several, within limits; tells its listeners what changed. */
export class TraceStore {
  readonly exchanges: ExchangeStore;
  readonly connections: ConnectionTable;
  readonly endpoints = new EndpointTable();
  private readonly listeners = new Set<StoreListener>();
  private readonly lost = new LossCounts();
  private readonly throttle = new Throttle(() => {
    for (const listener of this.listeners) listener.changed?.();
  }, 100);
  private readonly noted = new Map<string, string>();
  private added = 0;
  private readonly traced = new TracedHosts();

  /** @param archive takes the bodies that memory has no room for */
  constructor(limits: TraceLimits, archive?: BodyArchive) {
    this.exchanges = new ExchangeStore(limits, archive);
    this.connections = new ConnectionTable(limits.maxConnections);
  }

  /** Notes that somebody made, by the id of the exchange. */
  get notes(): ReadonlyMap<string, string> {
    return this.noted;
  }

  /** An empty note takes the earlier one away. */
  setNote(id: string, note: string): void {
    const sequence = this.exchanges.sequenceOf(id);
    if (sequence === undefined) return;
    if (note === '') this.noted.delete(id);
    else this.noted.set(id, note.slice(0, longestNote));
    for (const [first] of this.noted) if (this.noted.size > mostNotes) this.noted.delete(first);
    for (const listener of this.listeners) listener.replaced?.(sequence);
    this.throttle.ask();
  }

  /** Totals, one for each host and reason that occurred. */
  get losses(): readonly HostLoss[] {
    return this.lost.all;
  }

  /** The hosts of the traces that are held, those that told nothing yet included. */
  get tracedHosts(): readonly string[] {
    return this.traced.all;
  }

  get dropped(): { bodies: number; exchanges: number; connections: number } {
    return { ...this.exchanges.dropped, connections: this.connections.dropped };
  }

  /** Exchanges since the store was made or cleared, those no longer held included. */
  get total(): number {
    return this.added;
  }

  /** An exchange that is held, with its bodies. */
  whole(id: string): HeldExchange | undefined {
    const sequence = this.exchanges.sequenceOf(id);
    return sequence === undefined ? undefined : this.exchanges.whole(sequence);
  }

  addExchanges(items: readonly Exchange[]): void {
    for (const item of items) {
      const wasPending = this.isPending(item.id);
      const { sequence, replaced } = this.exchanges.add(item);
      if (wasPending !== false && item.completeness.state !== 'pending') {
        this.endpoints.add(item, this.hostOf(item.id));
      }
      if (!replaced) {
        this.added += 1;
        this.connections.addExchange(item);
      } else for (const listener of this.listeners) listener.replaced?.(sequence);
    }
    this.throttle.ask();
  }

  /**
   * Another trace begins, in place of what is held or beside it.
   * @param clockAheadMs how far the host's clock is ahead of this machine's
   * @returns its number, which is in the names of its exchanges and connections
   */
  begin(host: string, beside: boolean, clockAheadMs = 0): number {
    if (!beside) {
      this.clear();
      this.traced.clear();
    }
    return this.traced.begin(host, clockAheadMs);
  }

  /** Whether there is anything of any trace. */
  get isEmpty(): boolean {
    return this.exchanges.length + this.connections.length === 0;
  }

  /** The host that an exchange or a connection was traced on; empty where that is not known. */
  hostOf(name: string): string {
    return this.traced.of(name);
  }

  /** When something of an exchange happened, by this machine's clock. */
  hereMs(id: string, hostMs: number): number {
    return hostMs - this.traced.clockAheadMs(id);
  }

  addConnections(items: readonly ConnectionEvent[]): void {
    for (const item of items) this.connections.addEvent(item);
    this.throttle.ask();
  }

  addLosses(items: readonly Loss[], host = ''): void {
    this.lost.add(items, host);
    this.throttle.ask();
  }

  setLimits(limits: TraceLimits): void {
    this.exchanges.setLimits(limits);
    this.connections.setLimit(limits.maxConnections);
    this.throttle.ask();
  }

  clear(): void {
    this.exchanges.clear();
    this.connections.clear();
    this.endpoints.clear();
    this.noted.clear();
    this.lost.clear();
    this.added = 0;
    for (const listener of this.listeners) listener.cleared?.();
    this.throttle.ask();
  }

  /** @returns what ends the listening */
  listen(listener: StoreListener): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  dispose(): void {
    this.throttle.dispose();
    this.listeners.clear();
  }

  /** Whether what is held of an exchange is only its beginning; `undefined`: nothing is held. */
  private isPending(id: string): boolean | undefined {
    const sequence = this.exchanges.sequenceOf(id);
    const held = sequence === undefined ? undefined : this.exchanges.get(sequence);
    return held && held.exchange.completeness.state === 'pending';
  }
}
