import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { EndpointRow } from '../../../webview/protocol/rows.ts';
import { pathOf } from '../filter/conditions.ts';
import { isError } from '../filter/states.ts';
import { SequencedMap } from '../store/sequenced-map.ts';
import { Latencies } from './latencies.ts';
import { pathTemplate, templateFilter } from './path-template.ts';

/** What is counted of one. */
export interface Endpoint {
  /** Of its method, template and host. */
  readonly key: string;
  readonly host: string;
  readonly method: string;
  readonly template: string;
  readonly latencies: Latencies;
  readonly stretches: Uint32Array;
  /** The stretch that was counted last. */
  latest: number;
  hits: number;
  errors: number;
  bytes: number;
}

/** Of an endpoint's name: longer ones are no routes, and would take memory for each. */
const longestKey = 16_384;
const stretches = 30;
const stretchMs = 10_000;

/** What each method and path template came to on each host since the trace began. */
export class EndpointTable {
  /** By their keys. */
  readonly held = new SequencedMap<Endpoint>();
  private now = 0;
  private notHeld = 0;

  constructor(private readonly limit = 2000) {}

  get length(): number {
    return this.held.size;
  }

  /** Exchanges of endpoints beyond the limits. */
  get uncounted(): number {
    return this.notHeld;
  }

  /** An exchange that is over, and the host that it was traced on. */
  add(exchange: Exchange, host = ''): void {
    const { request, response, timing } = exchange;
    const template = pathTemplate(pathOf(request.target));
    const key = `${request.method} ${template} ${host}`;
    const known = this.held.named(key);
    if (!known && (this.held.size >= this.limit || key.length > longestKey)) {
      this.notHeld += 1;
      return;
    }
    const endpoint = known ?? madeFor(key, host, request.method, template);
    endpoint.hits += 1;
    if (isError(exchange)) endpoint.errors += 1;
    endpoint.bytes += request.bodyBytes + (response?.bodyBytes ?? 0);
    if (timing.endMs !== null) endpoint.latencies.add(timing.endMs - timing.startMs);
    this.count(endpoint, timing.startMs);
    this.held.set(key, endpoint);
  }

  *all(): Generator<EndpointRow> {
    for (const endpoint of this.held.values()) yield this.row(endpoint);
  }

  row(endpoint: Endpoint): EndpointRow {
    forward(endpoint, this.now);
    const { key, host, method, template, hits, errors, bytes, latencies } = endpoint;
    return {
      ...{ id: key, tracedHost: host, method, template, hits, errors, bytes },
      filter: templateFilter(method, template),
      p50: latencies.percentile(0.5),
      p95: latencies.percentile(0.95),
      p99: latencies.percentile(0.99),
      recent: Array.from(
        { length: stretches },
        (_, index) => endpoint.stretches[(this.now + 1 + index) % stretches] ?? 0,
      ),
    };
  }

  clear(): void {
    this.held.clear();
    this.notHeld = 0;
    this.now = 0;
  }

  private count(endpoint: Endpoint, startMs: number): void {
    const stretch = Math.floor(startMs / stretchMs);
    if (!Number.isFinite(stretch)) return;
    this.now = Math.max(this.now, stretch);
    forward(endpoint, this.now);
    if (this.now - stretch < stretches) {
      const at = stretch % stretches;
      endpoint.stretches[at] = (endpoint.stretches[at] ?? 0) + 1;
    }
  }
}

function madeFor(key: string, host: string, method: string, template: string): Endpoint {
  return {
    ...{ key, host, method, template, hits: 0, errors: 0, bytes: 0, latest: 0 },
    latencies: new Latencies(),
    stretches: new Uint32Array(stretches),
  };
}

/** Empties the stretches that have begun since it was counted last. */
function forward(endpoint: Endpoint, now: number): void {
  const passed = Math.min(now - endpoint.latest, stretches);
  for (let back = 0; back < passed; back += 1) endpoint.stretches[(now - back) % stretches] = 0;
  endpoint.latest = Math.max(endpoint.latest, now);
}
