import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { redacted } from '../../../remote-agent/protocol/redacted.ts';
import { mostReplayed, type ReplayParams } from '../../../remote-agent/protocol/replay.ts';
import { type Lack, lackOf, replacedFields, replacedInBody } from '../exchange/lack.ts';
import { serverOf } from '../exchange/traits.ts';

/** An exchange's request as it can be sent again. */
export interface Repeatable {
  readonly params: ReplayParams;
  /** Why its body is not the one that was sent; empty where it is. */
  readonly lacks: Lack | 'body-too-long';
}

/** @returns `undefined` for what no request can be made of: its head was not seen */
export function repeatable(exchange: Exchange): Repeatable | undefined {
  const { request, protocol, scheme, proxied } = exchange;
  if (request.method === '' || request.target === '' || request.method === 'CONNECT') {
    return undefined;
  }
  const { body, decodedBody, bodyBytes } = request;
  const base64 = decodedBody ?? body;
  const params: ReplayParams = {
    protocol: protocol === 'HTTP/2' ? 'HTTP/2' : 'HTTP/1.1',
    scheme,
    to: serverOf(exchange),
    ...(proxied && { proxied }),
    method: request.method,
    target: request.target,
    authority: request.authority,
    // Without its codings, it has none any more.
    headers: request.headers.filter(
      ([name]) =>
        !name.startsWith(':') &&
        (decodedBody === undefined || name.toLowerCase() !== 'content-encoding'),
    ),
    ...(base64 !== undefined && base64 !== '' && { body: base64 }),
  };
  const tooLong = bodyBytes > mostReplayed;
  return { params, lacks: tooLong ? 'body-too-long' : lackOf(exchange, 'request', false) };
}

/** What of a request is not what was sent, because it was replaced before it left the host. */
export interface Replaced {
  /** Names of headers. */
  readonly headers: readonly string[];
  readonly target: boolean;
  readonly body: boolean;
}

export function replacedIn({ headers, target, body }: ReplayParams): Replaced {
  return {
    headers: replacedFields(headers),
    target: target.includes(redacted),
    body: body !== undefined && replacedInBody({ body }),
  };
}

/** The request with other values for headers of those names; `null` leaves them out. */
export function withHeaders(
  params: ReplayParams,
  values: ReadonlyMap<string, string | null>,
): ReplayParams {
  return {
    ...params,
    headers: params.headers.flatMap(([name, value]) => {
      const other = values.get(name);
      if (other === null) return [];
      return [[name, other ?? value] as const];
    }),
  };
}
