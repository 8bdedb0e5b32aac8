import type { DeferredEvents } from '../connection/deferred-events.ts';
import type { TracedConnection } from '../connection/traced-connection.ts';
import type { ExchangeDraft } from './draft.ts';

/** For so long the other end of a connection may report later. */
export const settleNs = 40e6;

/** For so long after the first sign of a server's end its client's may be seen for the first time. */
const meetNs = 3000e6;

/** Messages that follow each other are told in their order: nobody asks for the times of those before. */
export function forgetPassages({ mirror, reader }: TracedConnection, draft: ExchangeDraft): void {
  const passed = mirror?.passed;
  if (!passed) return;
  const isServer = reader?.side === 'server';
  const { request, response } = draft;
  if (request) (isServer ? passed.sent : passed.received).forget(request.endPosition);
  if (response) (isServer ? passed.received : passed.sent).forget(response.endPosition);
}

/** The client's end need not tell again what the server's told. */
export function forgetOther(client: DeferredEvents, { request, response }: ExchangeDraft): void {
  if (!request || !response) return;
  const { status } = response;
  const tunnel = status === 101 || (request.method === 'CONNECT' && status >= 200 && status < 300);
  if (tunnel) client.told(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  else client.told(request.endPosition, response.endPosition);
}

/** When either end was last seen to do something about an ended exchange. */
export function lastSignOf(draft: ExchangeDraft, other: ExchangeDraft | undefined): number {
  return Math.max(draft.endedAtNs, other?.response?.endNs ?? 0);
}

/**
 * Whether the client's end is still to tell of the request: its send returns when it gets a processor again, on a busy
 * host long after the server has answered.
 */
export function isBehind(client: TracedConnection, { request }: ExchangeDraft): boolean {
  if (!request || client.excluded || client.closedNs !== null) return false;
  return (client.passed?.sent.end ?? 0) < request.endPosition;
}

/**
 * Whether the client's end may still be found, and tell again what the server's told. With TCP Fast Open (RFC 7413) a
 * server answers the SYN, and a client's port becomes known here with the end of its handshake.
 */
export function mayBeMet({ reader, sinceNs }: TracedConnection, draft: ExchangeDraft): boolean {
  return reader?.side === 'server' && draft.endedAtNs - sinceNs < meetNs;
}

/** Whether everything that the other end could add is known. */
export function needsNoWaiting(
  { mirror, reader, sinceNs, joined }: TracedConnection,
  draft: ExchangeDraft,
  nowNs: number,
): boolean {
  // The other end of a connection is seen at about the same time as this one, or never.
  if (nowNs - sinceNs < settleNs) return false;
  if (!mirror) return true;
  if (reader?.side !== 'server' || mirror.process === null) return false;
  // What this end missed, as of a file that was sent by sendfile, the client's end may have read.
  if (missed(draft)) {
    if (joined || mirror.joined) return false;
    const other = mirror.drafts.counterpartOf(draft);
    return other?.ended === true && !missed(other);
  }
  // Only what the client has not read yet is still to be told: when it does.
  return (mirror.passed?.received.end ?? Infinity) >= (draft.response?.endPosition ?? 0);
}

/** Whether bytes of the exchange did not reach the trace although they were on the wire. */
export function missed({ request, response, missing }: ExchangeDraft): boolean {
  if (!request || missing === 'lost') return true;
  return request.holed || request.damaged || (response?.holed ?? false);
}
