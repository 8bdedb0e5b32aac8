import type { Tuple } from '../capture/events.ts';
import type { TracedConnection } from './traced-connection.ts';

/** Finds the two ends of connections inside the host by their four-tuples. */
export class Ends {
  readonly #byTuple = new Map<string, TracedConnection[]>();

  /**
   * The tuple of an end became known, or more of it: a port is chosen only after connect() began, and is given
   * back before the socket closes.
   */
  set(connection: TracedConnection, tuple: Tuple): void {
    const known = connection.tuple;
    if (known && known.local.port !== 0 && known.remote.port !== 0) return;
    if (known) this.remove(connection);
    connection.tuple = tuple;
    if (tuple.local.port === 0 || tuple.remote.port === 0) return;
    const key = keyOf(tuple);
    const same = this.#byTuple.get(key);
    if (same) same.push(connection);
    else this.#byTuple.set(key, [connection]);
    const other = this.#mirrorOf(connection, tuple);
    if (!other) return;
    connection.mirror = other;
    other.mirror = connection;
  }

  /** The ends stay each other's mirrors: their last exchanges may not be settled yet. */
  remove(connection: TracedConnection): void {
    if (!connection.tuple) return;
    const key = keyOf(connection.tuple);
    const rest = this.#byTuple.get(key)?.filter((other) => other !== connection) ?? [];
    if (rest.length > 0) this.#byTuple.set(key, rest);
    else this.#byTuple.delete(key);
  }

  #mirrorOf(connection: TracedConnection, tuple: Tuple): TracedConnection | null {
    const found = this.#byTuple.get(mirroredKeyOf(tuple)) ?? [];
    const free = found.filter((other) => other !== connection && other.closedNs === null);
    const near = free.filter((other) => other.tuple?.netns === tuple.netns);
    if (near.length > 0) return near.at(-1) ?? null;
    // Between two network namespaces an address names one end only where it is not a loopback address.
    return free.length === 1 && !isLoopback(tuple.local.address) ? (free[0] ?? null) : null;
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function keyOf({ local, remote }: Tuple): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}

function mirroredKeyOf({ local, remote }: Tuple): string {
  return `${remote.address} ${remote.port} ${local.address} ${local.port}`;
}
