import type { ConnectionKey } from '../capture/events.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { Ends } from './ends.ts';
import { type ChooseReader, TracedConnection } from './traced-connection.ts';

const defaultLimit = 65_536;

/** The connections that a trace knows; bounded, and old ones give way. */
export class ConnectionTable {
  readonly ends = new Ends();
  readonly #connections = new Map<ConnectionKey, TracedConnection>();

  constructor(
    readonly budget: MemoryBudget,
    readonly choose: ChooseReader,
    /** The table is full: this connection is given up. */
    readonly evict: (connection: TracedConnection) => void,
    readonly limit = defaultLimit,
  ) {}

  get(key: ConnectionKey): TracedConnection | undefined {
    return this.#connections.get(key);
  }

  /** `timeNs` is when an event named the connection. */
  getOrAdd(key: ConnectionKey, timeNs: number): TracedConnection {
    let connection = this.#connections.get(key);
    if (!connection) {
      connection = new TracedConnection(key, timeNs, this.budget, this.choose);
      this.#connections.set(key, connection);
      if (this.#connections.size > this.limit) this.#makeRoom(connection);
    }
    return connection;
  }

  remove(connection: TracedConnection): void {
    this.#connections.delete(connection.key);
    this.ends.remove(connection);
  }

  [Symbol.iterator](): IterableIterator<TracedConnection> {
    return this.#connections.values();
  }

  /** Among the oldest ones, one without an exchange under way is preferred. */
  #makeRoom(newcomer: TracedConnection): void {
    let chosen: TracedConnection | null = null;
    let looked = 0;
    for (const connection of this.#connections.values()) {
      if (connection === newcomer) break;
      chosen ??= connection;
      if (connection.drafts.size === 0) {
        chosen = connection;
        break;
      }
      if (++looked === 64) break;
    }
    if (!chosen) return;
    this.remove(chosen);
    this.evict(chosen);
  }
}
