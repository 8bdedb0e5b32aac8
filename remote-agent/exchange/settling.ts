import { draftKey, type TracedConnection } from '../connection/traced-connection.ts';
import type { ExchangeDraft } from './draft.ts';

interface Waiting {
  readonly connection: TracedConnection;
  readonly draft: ExchangeDraft;
  readonly dueNs: number;
}

/** For so long the other end of a connection may report later. */
const settleNs = 40e6;
const pendingNs = 500e6;
const rememberedKeys = 256;

/**
 * Holds ended exchanges until what the other end has to say about them must be there, and tells each exchange
 * of a connection inside the host from one of its ends: the server's, unless that one missed what the other saw.
 */
export class Settling {
  readonly #young = new Map<ExchangeDraft, TracedConnection>();
  /** Those that have lasted so long that they were told, or left to the other end. */
  readonly #old = new Set<ExchangeDraft>();
  readonly #queue: Waiting[] = [];
  #head = 0;
  readonly #settled = new WeakMap<TracedConnection, Set<number>>();

  constructor(readonly tell: (connection: TracedConnection, draft: ExchangeDraft) => void) {}

  began(connection: TracedConnection, draft: ExchangeDraft): void {
    connection.exchanges++;
    connection.drafts.set(draftKey(draft), draft);
    this.#young.set(draft, connection);
  }

  ended(connection: TracedConnection, draft: ExchangeDraft, nowNs: number): void {
    if (!this.#young.delete(draft)) this.#old.delete(draft);
    if (draft.settled) this.#forget(connection, draft);
    else this.#queue.push({ connection, draft, dueNs: nowNs + settleNs });
  }

  /** Tells what is due: ended exchanges that are settled, and unended ones that last long. */
  tick(nowNs: number): void {
    let next = this.#queue[this.#head];
    while (next && next.dueNs <= nowNs) {
      this.#head++;
      this.#settle(next.connection, next.draft);
      next = this.#queue[this.#head];
    }
    if (this.#head > 1024 || this.#head === this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    this.#tellPending(nowNs);
  }

  flush(): void {
    this.tick(Number.POSITIVE_INFINITY);
  }

  /** How many exchanges are held. */
  get size(): number {
    return this.#queue.length - this.#head + this.#young.size + this.#old.size;
  }

  #tellPending(nowNs: number): void {
    for (const [draft, connection] of this.#young) {
      if ((draft.first?.startNs ?? 0) > nowNs - pendingNs) return;
      this.#young.delete(draft);
      this.#old.add(draft);
      // The server's end tells it, as soon as that process has read it.
      if (draft.settled || (connection.reader?.side === 'client' && connection.mirror)) continue;
      draft.told = true;
      this.tell(connection, draft);
    }
  }

  #settle(connection: TracedConnection, draft: ExchangeDraft): void {
    if (!draft.settled && this.#isOurs(connection, draft)) {
      this.tell(connection, draft);
      this.#remember(connection, draft);
    }
    this.#forget(connection, draft);
  }

  /** Whether this end tells the exchange; settles the other end's view of it. */
  #isOurs(connection: TracedConnection, draft: ExchangeDraft): boolean {
    const { mirror } = connection;
    if (!mirror?.reader || mirror.reader.side === connection.reader?.side) return true;
    const server = connection.reader?.side === 'server';
    // The ends of a connection that was joined count from different places.
    if (connection.joined || mirror.joined) return server || draft.told || mirror.exchanges === 0;
    const other = this.#counterpart(mirror, draft);
    if (!other) return server || !this.#settled.get(mirror)?.has(draftKey(draft));
    const theirs = server
      ? !draft.told && other.ended && missed(draft) && !missed(other)
      : !draft.told && !(other.ended && missed(other) && !missed(draft));
    if (theirs) return false;
    other.settled = true;
    return true;
  }

  #counterpart(mirror: TracedConnection, draft: ExchangeDraft): ExchangeDraft | undefined {
    const exact = mirror.drafts.get(draftKey(draft));
    if (exact || !draft.response) return exact;
    const { position } = draft.response;
    const byResponse = mirror.drafts.get(-1 - position);
    if (byResponse || draft.request) return byResponse;
    return [...mirror.drafts.values()].find((other) => other.response?.position === position);
  }

  #remember(connection: TracedConnection, draft: ExchangeDraft): void {
    if (!connection.mirror) return;
    let keys = this.#settled.get(connection);
    if (!keys) {
      keys = new Set();
      this.#settled.set(connection, keys);
    }
    keys.add(draftKey(draft));
    if (keys.size > rememberedKeys) {
      const [oldest] = keys;
      if (oldest !== undefined) keys.delete(oldest);
    }
  }

  #forget(connection: TracedConnection, draft: ExchangeDraft): void {
    connection.drafts.delete(draftKey(draft));
    draft.release();
  }
}

/** Whether bytes of the exchange did not reach the trace although they were on the wire. */
function missed({ request, response, missing }: ExchangeDraft): boolean {
  if (!request || missing === 'lost') return true;
  return request.holed || request.damaged || (response?.holed ?? false);
}
