import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** A plain exchange, with what a test says of it. */
export function plainExchange(told: {
  readonly id?: string;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Exchange['request']['headers'];
  readonly requestBody?: string | Uint8Array;
  readonly responseHeaders?: Exchange['request']['headers'];
  readonly responseBody?: string | Uint8Array;
  readonly more?: Partial<Exchange>;
}): Exchange {
  const request = Buffer.from(told.requestBody ?? '');
  const response = Buffer.from(told.responseBody ?? '');
  return {
    ...{ id: told.id ?? 'e1', connection: 'c1', side: 'server' },
    ...{ protocol: 'HTTP/1.1', scheme: 'http' },
    process: { pid: 1, name: 'nginx', command: 'nginx' },
    peer: {},
    local: { address: '10.0.0.1', port: 80 },
    remote: { address: '10.0.0.2', port: 40_000 },
    request: {
      method: told.method ?? 'GET',
      target: told.target ?? '/',
      authority: 'shop.test',
      headers: told.headers ?? [['Host', 'shop.test']],
      bodyBytes: request.length,
      ...(request.length > 0 && { body: request.toString('base64') }),
    },
    response: {
      ...{ status: 200, reason: 'OK', headers: told.responseHeaders ?? [] },
      bodyBytes: response.length,
      ...(response.length > 0 && { body: response.toString('base64') }),
    },
    timing: {
      startMs: 1_700_000_000_000,
      requestEndMs: 1_700_000_000_001.5,
      responseStartMs: 1_700_000_000_020,
      endMs: 1_700_000_000_021,
    },
    completeness: { state: 'complete', notes: [] },
    ...told.more,
  } as Exchange;
}
