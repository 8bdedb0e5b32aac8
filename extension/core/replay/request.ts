import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { redacted } from '../../../remote-agent/protocol/redacted.ts';
import { mostReplayed, type ReplayParams } from '../../../remote-agent/protocol/replay.ts';

/** An exchange's request as it can be sent again. */
export interface Repeatable {
  readonly params: ReplayParams;
  /** Why its body is not the one that was sent; empty where it is. */
  readonly lacks: '' | 'body-not-captured' | 'body-cut' | 'body-too-long';
}

/** @returns `undefined` for what no request can be made of: its head was not seen */
export function repeatable(exchange: Exchange): Repeatable | undefined {
  const { request, protocol, scheme, side, local, remote } = exchange;
  if (request.method === '' || request.target === '' || request.method === 'CONNECT') {
    return undefined;
  }
  const { body, decodedBody, bodyBytes } = request;
  const base64 = decodedBody ?? body;
  const params: ReplayParams = {
    protocol: protocol === 'HTTP/2' ? 'HTTP/2' : 'HTTP/1.1',
    scheme,
    to: side === 'server' ? local : remote,
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
  return { params, lacks: lackOf(base64, bodyBytes, decodedBody !== undefined, request.content) };
}

function lackOf(
  base64: string | undefined,
  bodyBytes: number,
  decoded: boolean,
  content: Exchange['request']['content'],
): Repeatable['lacks'] {
  if (bodyBytes > mostReplayed) return 'body-too-long';
  if (bodyBytes === 0) return '';
  if (base64 === undefined) return 'body-not-captured';
  // Replaced secrets have another length than what they replace: only a plain body without them tells.
  const captured = Buffer.byteLength(base64, 'base64');
  const cut = decoded
    ? content?.decoding !== undefined && content.decoding !== 'complete'
    : captured < bodyBytes && (content?.secrets ?? 0) === 0;
  return cut ? 'body-cut' : '';
}

/** What of a request is not what was sent, because it was replaced before it left the host. */
export interface Replaced {
  /** Names of headers. */
  readonly headers: readonly string[];
  readonly target: boolean;
  readonly body: boolean;
}

export function replacedIn({ headers, target, body }: ReplayParams): Replaced {
  const names = headers.filter(([, value]) => value.includes(redacted)).map(([name]) => name);
  return {
    headers: [...new Set(names)],
    target: target.includes(redacted),
    body: body !== undefined && Buffer.from(body, 'base64').includes(redacted),
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
