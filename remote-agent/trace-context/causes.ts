import type { TracedConnection } from '../connection/traced-connection.ts';
import type { ExchangeDraft } from '../exchange/draft.ts';
import type { Cause } from '../protocol/exchange.ts';
import { traceContextOf } from './trace-context.ts';

/** An exchange that a process is answering. */
interface Answering {
  readonly draft: ExchangeDraft;
  readonly id: string;
  /** The thread that read the request; 0 where it is not known. */
  readonly tid: number;
}

/** A process that never answers, or whose answers are never seen, is not to grow without bound. */
const mostOpen = 256;

/**
 * Finds out which exchange a process was answering when it made a request of its own. Nothing is guessed: by trace
 * id where both have one, else only where there was just one such exchange, and then it is said to be inferred.
 */
export class Causes {
  readonly #byProcess = new Map<number, Answering[]>();

  /** An exchange began at one end of a connection, and its request's head is known. */
  began(connection: TracedConnection, draft: ExchangeDraft): void {
    if (!draft.request) return;
    const { mirror, pid } = connection;
    if (connection.reader?.side === 'client') {
      draft.cause = this.#causeOf(pid, connection.sentBy, draft);
      return;
    }
    if (mirror && mirror.pid !== 0) {
      draft.cause = this.#causeOf(mirror.pid, mirror.sentBy, draft);
    }
    if (pid === 0) return;
    draft.answeredBy = pid;
    const id = `${connection.id}.${draft.number}`;
    const one: Answering = { draft, id, tid: connection.receivedBy };
    const open = this.#byProcess.get(pid);
    if (!open) this.#byProcess.set(pid, [one]);
    else {
      if (open.length >= mostOpen) open.shift();
      open.push(one);
    }
  }

  /** It is no reason for anything any more. */
  ended(draft: ExchangeDraft): void {
    const open = draft.answeredBy === 0 ? undefined : this.#byProcess.get(draft.answeredBy);
    if (!open) return;
    const index = open.findIndex((one) => one.draft === draft);
    if (index >= 0) open.splice(index, 1);
    if (open.length === 0) this.#byProcess.delete(draft.answeredBy);
  }

  /** What a request was made for that the process sent from the thread `tid` (0: not known). */
  #causeOf(pid: number, tid: number, draft: ExchangeDraft): Cause | null {
    const open = this.#byProcess.get(pid);
    const { request } = draft;
    if (!open || !request) return null;
    const candidates = open.filter((one) => isUnderWay(one.draft, request.startNs));
    if (candidates.length === 0) return null;
    const traceId = traceIdOf(draft);
    const traceIds = candidates.map((one) => traceIdOf(one.draft));
    if (traceId !== undefined) {
      const same = candidates.filter((_, index) => traceIds[index] === traceId);
      const cause = onlyOne(same, 'trace-id');
      if (cause) return cause;
    }
    // A request of another trace was not made for it.
    const possible = candidates.filter((_, index) => {
      const other = traceIds[index];
      return traceId === undefined || other === undefined || other === traceId;
    });
    const inThread = tid === 0 ? [] : possible.filter((one) => one.tid === tid);
    if (inThread.length > 0) return onlyOne(inThread, 'thread');
    return onlyOne(possible, 'process');
  }
}

function onlyOne(possible: readonly Answering[], by: Cause['by']): Cause | null {
  const [only, ...more] = possible;
  return only && more.length === 0 ? { exchange: only.id, by } : null;
}

/** Its request had begun to be read, and its response had not begun. */
function isUnderWay({ request, response }: ExchangeDraft, timeNs: number): boolean {
  if (!request || request.startNs > timeNs) return false;
  return !response || response.startNs >= timeNs;
}

function traceIdOf({ request }: ExchangeDraft): string | undefined {
  return request ? traceContextOf(request.fields)?.traceId : undefined;
}
