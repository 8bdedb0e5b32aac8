import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Beside } from '../exchange/beside.ts';
import { serverOf } from '../exchange/traits.ts';
import type { Decode } from '../export/body.ts';
import { harRequest, harResponse, isWebSocket } from './entry-message.ts';
import { isoTime } from './iso-time.ts';
import { webSocketMessages } from './web-socket.ts';

/** An entry of HAR 1.2. What HAR has no place for is in fields that begin with `_`, as it asks for. */
export function harEntry(
  exchange: Exchange,
  decode: Decode,
  { note, tracedHost }: Partial<Beside> = {},
) {
  const { request, response, timing } = exchange;
  const { startMs, requestEndMs, responseStartMs, endMs } = timing;
  const server = serverOf(exchange);
  const send = span(startMs, requestEndMs);
  const wait = span(requestEndMs, responseStartMs ?? endMs);
  const receive = span(responseStartMs, endMs);
  return {
    // A time that no date can have is told as 1970: HAR wants one.
    startedDateTime: isoTime(startMs) ?? new Date(0).toISOString(),
    time: send + wait + receive,
    request: harRequest(exchange, request, decode),
    response: harResponse(exchange, response, decode),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send, wait, receive },
    ...(server.kind !== 'unix' && server.address !== '' && { serverIPAddress: server.address }),
    connection: exchange.connection,
    ...(note && { comment: note }),
    ...(tracedHost && { _tracedHost: tracedHost }),
    ...(isWebSocket(exchange) && {
      _resourceType: 'websocket',
      _webSocketMessages: webSocketMessages(exchange.messages),
    }),
    ...Object.fromEntries(
      ownFields.flatMap((name) =>
        exchange[name] === undefined ? [] : [[`_${name}`, exchange[name]]],
      ),
    ),
  };
}

/** Milliseconds from one time to another; 0 where one is not known. */
function span(fromMs: number | null, toMs: number | null): number {
  const ms = fromMs === null || toMs === null ? 0 : toMs - fromMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** Fields of an exchange that HAR has no place for. */
export const ownFields = [
  ...(['id', 'side', 'protocol', 'process', 'peer', 'local', 'remote', 'timing'] as const),
  ...(['completeness', 'trace', 'cause', 'messages', 'grpc', 'stream', 'proxied'] as const),
] as const satisfies readonly (keyof Exchange)[];

export function harDocument(entries: readonly object[], version: string) {
  return {
    log: { version: '1.2', creator: { name: 'HTTP Trace', version }, pages: [], entries },
  };
}
