import type { TracedConnection } from '../connection/traced-connection.ts';
import type { ExchangeDraft } from './draft.ts';
import { draftKey, responseKey } from './draft-list.ts';
import { DraftQueue } from './draft-queue.ts';
import { LastingDrafts } from './lasting-drafts.ts';
import {
  forgetOther,
  forgetPassages,
  isBehind,
  lastSignOf,
  mayBeMet,
  missed,
  needsNoWaiting,
  settleNs,
} from './other-end.ts';
import { RecentKeys } from './recent-keys.ts';

/**
 * Tells an exchange of `connection`. `seen` is what is told of it: it may be what the other end of the connection
 * saw.
 */
export type Tell = (
  connection: TracedConnection,
  draft: ExchangeDraft,
  seen: ExchangeDraft,
) => void;

/** For so long, after each part, the other end of a connection may read on what this end missed. */
const patienceNs = 3000e6;
const pendingNs = 500e6;
/** Exchanges of a connection that were told, to know them again when the other end has them too: a few, */
const keysOfTurns = 256;
/** but with streams one end may be a thousand exchanges behind the other. */
const keysOfStreams = 4096;

/**
 * Holds ended exchanges until what the other end has to say about them must be there. Each exchange of a
 * connection inside the host is told once: as the server's, with what was seen by the end that missed nothing. Where the
 * server is seen only after the client's was told as pending, it stays the client's.
 */
export class Settling {
  /** Those under way that have not lasted so long that they are told, or left to the other end. */
  readonly #young = new DraftQueue();
  /** Those that ended and wait, in the order in which they are due. */
  readonly #waiting = new DraftQueue();
  readonly #lasting = new LastingDrafts();
  #count = 0;
  readonly #told = new WeakMap<TracedConnection, RecentKeys>();

  constructor(readonly tell: Tell) {}

  began(connection: TracedConnection, draft: ExchangeDraft): void {
    draft.opens = connection.exchanges++ === 0;
    draft.number = this.#count++;
    draft.connection = connection;
    connection.drafts.add(draft);
    // On a connection with many streams, the client's end may be late by many exchanges.
    if (this.#toldAsServers(connection, draft) || toldAsClients(connection, draft)) {
      draft.settled = true;
    } else this.#young.add(draft);
  }

  #toldAsServers(connection: TracedConnection, draft: ExchangeDraft): boolean {
    const { mirror, reader, joined } = connection;
    if (!mirror || reader?.side !== 'client' || joined || mirror.joined) return false;
    return draft.request !== null && this.#wasTold(mirror, draft);
  }

  ended(connection: TracedConnection, draft: ExchangeDraft, nowNs: number): void {
    this.#young.remove(draft);
    draft.endedAtNs = nowNs;
    if (missed(draft)) connection.mirror?.readDeferred();
    if (draft.settled) this.#forget(connection, draft);
    else if (needsNoWaiting(connection, draft, nowNs)) {
      // Those that ended before and wait need to wait no longer, and are told first.
      if (connection.unsettled > 0) this.#settleWaiting(connection, nowNs);
      if (!draft.settled) this.#settle(connection, draft, nowNs);
    } else this.#enqueue(connection, draft, nowNs);
  }

  /** Tells what is due: ended exchanges that are settled, and unended ones that last long. */
  tick(nowNs: number): void {
    for (let next = this.#waiting.oldest; next; next = this.#waiting.oldest) {
      if ((next.dueNs ?? 0) > nowNs || !next.connection) break;
      this.#settle(next.connection, next, nowNs);
    }
    this.#tellPending(nowNs);
    this.#lasting.tick(nowNs, (draft) => {
      if (draft.connection) this.tell(draft.connection, draft, draft);
    });
  }

  /** Tells all ended exchanges. */
  flush(): void {
    this.tick(Number.POSITIVE_INFINITY);
  }

  /** Nothing is going to be told because time passes. */
  get idle(): boolean {
    return !this.#waiting.oldest && !this.#young.oldest && this.#lasting.idle;
  }

  /** The other end of `connection` has read more, which may be all that was waited for. */
  otherRead(connection: TracedConnection, nowNs: number): void {
    // A client's end leaves to the server's when it is told.
    if (connection.unsettled > 0 && connection.reader?.side === 'server')
      this.#settleWaiting(connection, nowNs);
  }

  #settleWaiting(connection: TracedConnection, nowNs: number): void {
    for (const draft of connection.drafts.waiting()) {
      if (needsNoWaiting(connection, draft, nowNs)) this.#settle(connection, draft, nowNs);
    }
  }

  #enqueue(connection: TracedConnection, draft: ExchangeDraft, nowNs: number): void {
    connection.unsettled++;
    draft.dueNs = nowNs + settleNs;
    this.#waiting.add(draft);
  }

  #tellPending(nowNs: number): void {
    for (let draft = this.#young.oldest; draft; draft = this.#young.oldest) {
      if ((draft.first?.startNs ?? 0) > nowNs - pendingNs) return;
      this.#young.remove(draft);
      const { connection } = draft;
      // The server's end tells it, as soon as that process has read it.
      const theirs = connection?.reader?.side === 'client' && connection.mirror;
      if (!connection || draft.settled || theirs) continue;
      draft.told = true;
      this.tell(connection, draft, draft);
      this.#lasting.add(draft, nowNs);
    }
  }

  #settle(connection: TracedConnection, draft: ExchangeDraft, nowNs: number): void {
    const { mirror } = connection;
    if (draft.dueNs !== null) {
      draft.dueNs = null;
      this.#waiting.remove(draft);
      connection.unsettled--;
    }
    if (!draft.settled) {
      const side = connection.reader?.side;
      // A client's end may report its first bytes after the server has answered them.
      const others = mirror?.reader?.side ?? (side === 'server' ? 'client' : side);
      if (!mirror || others === side) this.#tell(connection, draft, draft);
      else if (side === 'client') this.#settleClient(connection, mirror, draft, nowNs);
      else if (!this.#settleServer(connection, mirror, draft, nowNs)) return;
    }
    this.#forget(connection, draft);
  }

  #settleClient(
    client: TracedConnection,
    server: TracedConnection,
    draft: ExchangeDraft,
    nowNs: number,
  ): void {
    if (client.joined || server.joined) {
      // The ends of a connection that was joined count from different places.
      if (draft.told || server.exchanges === 0) this.#tell(client, draft, draft);
      return;
    }
    const other = server.drafts.counterpartOf(draft);
    if (!other) {
      if (draft.told || !this.#wasTold(server, draft)) this.#tell(client, draft, draft);
    } else if (draft.told) {
      // What was told as pending is told to its end.
      this.#tell(client, draft, draft);
      if (!other.told) this.#leave(server, other, nowNs);
    } else if (!missed(draft) && (missed(other) || !other.ended)) {
      this.#tell(server, other, draft);
      this.#leave(server, other, nowNs);
    }
  }

  /** `false`: it waits for the client's end, or has been told with what that saw. */
  #settleServer(
    server: TracedConnection,
    client: TracedConnection,
    draft: ExchangeDraft,
    nowNs: number,
  ): boolean {
    const comparable = !client.joined && !server.joined;
    if (missed(draft)) {
      // What it said since this exchange ended lies there unread.
      client.readDeferred();
      if (draft.settled) return false;
    }
    // With the client's view of it, while this end could not make it out yet.
    if (!draft.told && (this.#wasTold(server, draft) || this.#wasTold(client, draft))) return true;
    const other = comparable ? client.drafts.counterpartOf(draft) : undefined;
    if (missed(draft) && nowNs - lastSignOf(draft, other) < patienceNs) {
      const mayCome = other ? !other.ended : comparable && isBehind(client, draft);
      if (mayCome) {
        this.#enqueue(server, draft, nowNs);
        return false;
      }
    }
    const better = missed(draft) && other?.ended && !missed(other);
    this.#tell(server, draft, better ? other : draft);
    if (other && !other.told) this.#leave(client, other, nowNs);
    return true;
  }

  /** The exchange was told as that of the other end, and is forgotten when it has ended here too. */
  #leave(connection: TracedConnection, draft: ExchangeDraft, nowNs: number): void {
    draft.settled = true;
    if (draft.ended) this.#settle(connection, draft, nowNs);
  }

  #tell(connection: TracedConnection, draft: ExchangeDraft, seen: ExchangeDraft): void {
    this.tell(connection, draft, seen);
    draft.settled = true;
    const { mirror } = connection;
    if (!mirror && !mayBeMet(connection, draft)) return;
    const deferred = mirror?.deferred;
    // Between the bytes of a stream are those of others.
    if (deferred && seen === draft && !seen.stream) forgetOther(deferred, draft);
    let keys = this.#told.get(connection);
    if (!keys) {
      keys = new RecentKeys(seen.stream ? keysOfStreams : keysOfTurns);
      this.#told.set(connection, keys);
    }
    const key = draftKey(draft);
    keys.add(key);
    if (seen.request && draftKey(seen) !== key) keys.add(draftKey(seen));
    if (seen.response) keys.add(responseKey(seen.response));
  }

  #wasTold(connection: TracedConnection, draft: ExchangeDraft): boolean {
    return this.#told.get(connection)?.has(draftKey(draft)) ?? false;
  }

  #forget(connection: TracedConnection, draft: ExchangeDraft): void {
    connection.drafts.delete(draft);
    if (!draft.stream) forgetPassages(connection, draft);
    draft.release();
  }
}

/** A server's end may come to it, or be seen for the first time, when its client's exchange has been told as pending. */
function toldAsClients(
  { mirror, reader, joined }: TracedConnection,
  draft: ExchangeDraft,
): boolean {
  if (!mirror || reader?.side !== 'server' || joined || mirror.joined) return false;
  return mirror.drafts.counterpartOf(draft)?.told ?? false;
}
