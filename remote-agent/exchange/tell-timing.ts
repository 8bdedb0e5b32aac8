import type { TracedConnection } from '../connection/traced-connection.ts';
import type { Message } from '../http/message.ts';
import type { PeerTiming, Timing } from '../protocol/exchange.ts';
import type { ExchangeDraft } from './draft.ts';

/** When an exchange of `connection` happened; arguments as those of tellExchange(). */
export function tellTiming(
  connection: TracedConnection,
  draft: ExchangeDraft,
  seen: ExchangeDraft,
  offsetMs: number,
): Timing {
  const epochMs = (ns: number): number => ns / 1e6 + offsetMs;
  const { request, response, endNs } = seen;
  // A send is seen when it returns, on a busy host after the response has come; without a request the response's
  // first byte is the earliest that was seen.
  const startNs = Math.min(request?.startNs ?? Infinity, response?.startNs ?? Infinity);
  const timing: { -readonly [Name in keyof Timing]: Timing[Name] } = {
    startMs: epochMs(startNs),
    requestEndMs: epochMs(request?.endNs ?? startNs),
    responseStartMs: response ? epochMs(response.startNs) : null,
    endMs: seen.ended && endNs !== null ? epochMs(endNs) : null,
  };
  const connectMs = draft.opens ? connectTime(connection) : null;
  // What was seen by the other end is told with its times.
  const peer = seen === draft ? peerTiming(connection, draft, epochMs) : null;
  if (connectMs !== null) timing.connectMs = connectMs;
  if (peer) {
    timing.peer = peer;
    const [asker, answerer] =
      connection.reader?.side === 'server' ? [peer, timing] : [timing, peer];
    const requestMs = between(asker.startMs, answerer.startMs);
    const responseMs = between(answerer.responseStartMs, asker.responseStartMs);
    if (requestMs !== null) timing.requestInSocketMs = requestMs;
    if (responseMs !== null) timing.responseInSocketMs = responseMs;
  }
  return timing;
}

/** In milliseconds; `null` where the beginning or the end of the opening was not seen. */
function connectTime(connection: TracedConnection): number | null {
  const client = connection.reader?.side === 'client' ? connection : connection.mirror;
  const { openedNs, connectedNs } = client ?? {};
  if (openedNs == null || connectedNs == null) return null;
  // Packets tell both at once where the first was not seen.
  return connectedNs > openedNs ? (connectedNs - openedNs) / 1e6 : null;
}

function peerTiming(
  { mirror, reader }: TracedConnection,
  { request, response }: ExchangeDraft,
  epochMs: (ns: number) => number,
): PeerTiming | null {
  const { sent, received } = mirror?.passed ?? {};
  if (!sent || !received) return null;
  const isServer = reader?.side === 'server';
  const asked = isServer ? sent : received;
  const answered = isServer ? received : sent;
  const timeAt = (passages: typeof sent, position: number | undefined): number | null => {
    const ns = position === undefined ? null : passages.at(position);
    return ns === null ? null : epochMs(ns);
  };
  return {
    startMs: timeAt(asked, request?.position),
    requestEndMs: timeAt(asked, lastOf(request)),
    responseStartMs: timeAt(answered, response?.position),
    endMs: timeAt(answered, lastOf(response)),
  };
}

/** The position of a message's last byte, where its end is known. */
function lastOf(message: Message | null): number | undefined {
  return message?.ended && message.endPosition > 0 ? message.endPosition - 1 : undefined;
}

/** In whole nanoseconds: more digits would only show how coarse times since the epoch are. */
function between(sentMs: number | null, receivedMs: number | null): number | null {
  if (sentMs === null || receivedMs === null) return null;
  return Math.max(0, Math.round((receivedMs - sentMs) * 1e6) / 1e6);
}
