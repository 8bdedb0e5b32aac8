import { namedEvent, namedExchange } from '../../extension/core/exchange/names.ts';
import type { TraceStore } from '../../extension/core/store/trace-store.ts';
import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange, Process } from '../../remote-agent/protocol/exchange.ts';

/** What a test says of an exchange; the rest is as ordinary as can be. */
export interface Told {
  readonly method?: string;
  readonly target?: string;
  readonly authority?: string;
  readonly status?: number | null;
  readonly durationMs?: number | null;
  readonly process?: Process;
  readonly requestBody?: string | Uint8Array;
  readonly responseBody?: string | Uint8Array;
  readonly responseHeaders?: Exchange['request']['headers'];
  readonly completeness?: Exchange['completeness'];
}

export const tracing = {
  kind: 'tracing',
  host: 'web-1',
  design: 'tracepoint',
  kernel: '6.12',
  refused: [],
  secretsShown: false,
} as const;

const began = Date.UTC(2026, 4, 4, 9, 30);
const nginx: Process = { pid: 812, name: 'nginx', command: 'nginx: worker process' };
const curl: Process = { pid: 4711, name: 'curl', command: 'curl -s http://shop.test/' };

export function exchange(index: number, told: Told = {}): Exchange {
  const { status = 200, durationMs = 4.2 } = told;
  const startMs = began + index * 37.25;
  const request = Buffer.from(told.requestBody ?? '');
  const response = Buffer.from(told.responseBody ?? '{"ok":true}');
  const part = durationMs ?? 1;
  return {
    id: `e${index}`,
    connection: `c${index % 40}`,
    side: 'server',
    protocol: 'HTTP/1.1',
    scheme: 'http',
    process: told.process ?? nginx,
    peer: { process: curl },
    local: { address: '10.0.2.15', port: 80 },
    remote: { address: '10.0.2.15', port: 40_000 + (index % 2000) },
    request: {
      method: told.method ?? 'GET',
      target: told.target ?? `/items/${index}`,
      authority: told.authority ?? 'shop.test',
      headers: [
        ['Host', told.authority ?? 'shop.test'],
        ['User-Agent', 'curl/8.5.0'],
        ['Accept', '*/*'],
      ],
      bodyBytes: request.length,
      ...(request.length > 0 && { body: request.toString('base64') }),
    },
    response:
      status === null
        ? null
        : {
            status,
            reason: status === 200 ? 'OK' : '',
            headers: told.responseHeaders ?? [
              ['Content-Type', 'application/json'],
              ['Content-Length', String(response.length)],
            ],
            bodyBytes: response.length,
            body: response.toString('base64'),
          },
    timing: {
      startMs,
      requestEndMs: startMs + part * 0.1,
      responseStartMs: status === null ? null : startMs + part * 0.8,
      endMs: durationMs === null ? null : startMs + durationMs,
    },
    completeness: told.completeness ?? { state: 'complete', notes: [] },
  };
}

export function connectionEvent(
  index: number,
  event: ConnectionEvent['event'],
  more: Partial<ConnectionEvent> = {},
): ConnectionEvent {
  return {
    id: `c${index}`,
    event,
    timeMs: began + index * 50,
    local: { address: '10.0.2.15', port: 80 },
    remote: { address: '10.0.2.2', port: 50_000 + index },
    process: nginx,
    ...more,
  };
}

/** The traffic of two hosts that name things alike: two exchanges on `web-1` and one on `web-2`. */
export const twoHosts = {
  /** @param count of the hosts whose traces begin */
  begin(store: TraceStore, count = 2): void {
    for (const host of ['web-1', 'web-2'].slice(0, count)) store.begin(host, host !== 'web-1');
  },

  /** @param trace number of the host's trace */
  add(store: TraceStore, from: number, trace: number): void {
    const indices = trace === 1 ? [from, from + 1] : [from];
    store.addConnections(
      indices.map((index) => namedEvent(connectionEvent(index, 'accept'), trace)),
    );
    store.addExchanges(indices.map((index) => namedExchange(exchange(index), trace)));
  },
};
