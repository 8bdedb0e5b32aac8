import type {
  Exchange,
  HeaderField,
  RequestMessage,
  ResponseMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import type { Beside } from '../exchange/beside.ts';
import { headerValue, urlOf } from '../exchange/traits.ts';
import { bodyOf, type Decode } from '../export/body.ts';

/** An entry of HAR 1.2. What HAR has no place for is in fields that begin with `_`, as it asks for. */
export function harEntry(
  exchange: Exchange,
  decode: Decode,
  { note, tracedHost }: Partial<Beside> = {},
) {
  const { request, response, timing, side, local, remote } = exchange;
  const { startMs, requestEndMs, responseStartMs, endMs } = timing;
  const server = side === 'server' ? local : remote;
  const send = span(startMs, requestEndMs);
  const wait = span(requestEndMs, responseStartMs);
  const receive = span(responseStartMs, endMs);
  return {
    startedDateTime: new Date(Number.isFinite(startMs) ? startMs : 0).toISOString(),
    time: send + wait + receive,
    request: harRequest(exchange, request, decode),
    response: harResponse(exchange, response, decode),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send, wait, receive },
    ...(server.kind === 'unix' ? {} : { serverIPAddress: server.address }),
    connection: exchange.connection,
    ...(note && { comment: note }),
    ...(tracedHost && { _tracedHost: tracedHost }),
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

function harRequest(exchange: Exchange, request: RequestMessage, decode: Decode) {
  const url = urlOf(exchange);
  const body = bodyOf(request, decode);
  const mimeType = headerValue(request.headers, 'content-type');
  const [, query = ''] = /\?([^#]*)/.exec(request.target) ?? [];
  return {
    method: request.method,
    url,
    httpVersion: exchange.protocol,
    cookies: [],
    headers: nameValues(request.headers),
    queryString: query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return { name, value: value.join('=') };
      }),
    ...(body.kind === 'text' && { postData: { mimeType, text: body.text, params: [] } }),
    ...(body.kind === 'bytes' && {
      postData: { mimeType, text: body.base64, params: [], _encoding: 'base64' },
    }),
    headersSize: -1,
    bodySize: request.bodyBytes,
    _target: request.target,
    _authority: request.authority,
  };
}

/** HAR has no word for a response that was not seen; browsers write a status of 0. */
function harResponse(exchange: Exchange, response: ResponseMessage | null, decode: Decode) {
  const body = response ? bodyOf(response, decode) : ({ kind: 'none' } as const);
  const text = body.kind === 'text' ? body.text : body.kind === 'bytes' ? body.base64 : undefined;
  const headers = response?.headers ?? [];
  const decoded = response?.content?.decodedBytes;
  return {
    status: response?.status ?? 0,
    statusText: response?.reason ?? '',
    httpVersion: exchange.protocol,
    cookies: [],
    headers: nameValues(headers),
    content: {
      size: decoded ?? response?.bodyBytes ?? 0,
      mimeType: headerValue(headers, 'content-type') || 'x-unknown',
      ...(text !== undefined && { text }),
      ...(body.kind === 'bytes' && { encoding: 'base64' }),
    },
    redirectURL: headerValue(headers, 'location'),
    headersSize: -1,
    bodySize: response?.bodyBytes ?? -1,
  };
}

function nameValues(fields: readonly HeaderField[]) {
  return fields.map(([name, value]) => ({ name, value }));
}
