import type { Exchange, Process } from '../../../../remote-agent/protocol/exchange.ts';
import type { Route } from '../../../route-server/protocol/route.ts';

/** A route by its name, as `GET /books/{id}`. */
export function routeOf(
  name: string,
  uri = 'file:///shop/app.js',
  language: Route['language'] = 'javascript',
): Route {
  const [method = '', template = ''] = name.split(/ (.*)/);
  const place = { uri, line: 0, character: 0, endLine: 0, endCharacter: 1 };
  return {
    id: `${name} ${uri}`,
    method,
    template,
    declared: place,
    handler: place,
    ports: [],
    framework: 'Express',
    language,
    confidence: 'high',
  };
}

export interface ExchangeWish {
  readonly id: string;
  readonly request: string;
  readonly status?: number | null;
  readonly durationMs?: number | null;
  readonly process?: Partial<Process>;
  readonly side?: Exchange['side'];
  readonly state?: Exchange['completeness']['state'];
  readonly body?: string;
  readonly startMs?: number;
}

/** An exchange with what is of interest here; a `null` status is no response. */
export function exchangeOf(wish: ExchangeWish): Exchange {
  const { id, request, status = 200, durationMs = 5, process, side = 'server', body } = wish;
  const [method = '', target = ''] = request.split(/ (.*)/);
  const startMs = wish.startMs ?? 1_000_000;
  return {
    id,
    connection: 'c1',
    side,
    protocol: 'HTTP/1.1',
    scheme: 'http',
    process: { pid: 7, name: 'node', command: 'node app.js', ...process },
    peer: {},
    local: { address: '::1', port: 80 },
    remote: { address: '::1', port: 50_000 },
    request: { method, target, authority: 'shop', headers: [], bodyBytes: 0 },
    response:
      status === null
        ? null
        : {
            status,
            reason: '',
            headers: [],
            bodyBytes: body?.length ?? 0,
            ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
          },
    timing: {
      startMs,
      requestEndMs: startMs,
      responseStartMs: startMs,
      endMs: durationMs === null ? null : startMs + durationMs,
    },
    completeness: { state: wish.state ?? 'complete', notes: [] },
  };
}
