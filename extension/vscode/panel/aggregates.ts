import type { ConnectionRow, EndpointRow } from '../../../webview/protocol/rows.ts';
import type { Connection } from '../../core/connections/connection.ts';
import type { Endpoint } from '../../core/endpoints/endpoint-table.ts';
import { tracedHostFilter } from '../../core/filter/traced-host.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { AggregateList } from './aggregate-list.ts';

const ranks: Record<Connection['state'], number> = {
  failed: 0,
  connecting: 1,
  open: 1,
  listening: 2,
  closed: 3,
};

/** Milliseconds; all times that a host tells are before that. */
const longAfter = 2 ** 43;

/** Failed connects with their reason come first, then what is open, the latest first. */
function importance({ state, lastMs }: Connection): number {
  return ranks[state] * longAfter - lastMs;
}

function placeOf(endpoint: Connection['local']): string {
  return `${endpoint.address} ${String(endpoint.port).padStart(5)}`;
}

export function connectionList(store: TraceStore): AggregateList<Connection, ConnectionRow> {
  return new AggregateList({
    items: store.connections.held,
    row: (connection) => connectionRow(connection, store.hostOf(connection.id)),
    natural: { key: importance, descending: false },
    keys: {
      state: importance,
      local: ({ local }) => placeOf(local),
      remote: ({ remote }) => remote && placeOf(remote),
      process: ({ process }) => process?.name.toLowerCase() ?? null,
      since: ({ sinceMs }) => sinceMs,
      age: ageOf,
      sent: ({ sent }) => sent ?? null,
      received: ({ received }) => received ?? null,
      rtt: ({ rttMs }) => rttMs ?? null,
      retransmits: ({ retransmits }) => retransmits,
      exchanges: ({ exchanges }) => exchanges,
      reason: ({ reason }) => reason ?? null,
      'traced-host': ({ id }) => store.hostOf(id),
    },
  });
}

/** The most frequent ones come first. */
export function endpointList(store: TraceStore): AggregateList<Endpoint, EndpointRow> {
  const { endpoints } = store;
  return new AggregateList({
    items: endpoints.held,
    row: (endpoint) => toldApart(endpoints.row(endpoint), store),
    natural: { key: ({ hits }) => hits, descending: true },
    keys: {
      method: ({ method }) => method,
      template: ({ template }) => template.toLowerCase(),
      hits: ({ hits }) => hits,
      errors: ({ errors }) => errors,
      p50: ({ latencies }) => latencies.percentile(0.5),
      p95: ({ latencies }) => latencies.percentile(0.95),
      p99: ({ latencies }) => latencies.percentile(0.99),
      bytes: ({ bytes }) => bytes,
      'traced-host': ({ host }) => host,
    },
  });
}

/** Where there are several hosts, its exchanges are those of its own. */
function toldApart(row: EndpointRow, { tracedHosts }: TraceStore): EndpointRow {
  if (tracedHosts.length < 2) return row;
  return { ...row, filter: `${row.filter} ${tracedHostFilter(row.tracedHost)}` };
}

export function connectionRow(connection: Connection, tracedHost: string): ConnectionRow {
  const {
    events: _,
    durationMs: _age,
    rttMs,
    sent,
    received,
    reason,
    closedBy,
    ...row
  } = connection;
  return {
    ...{ ...row, tracedHost },
    rttMs: rttMs ?? null,
    sent: sent ?? null,
    received: received ?? null,
    reason: reason ?? null,
    closedBy: closedBy ?? null,
    ageMs: ageOf(connection),
  };
}

/** Of a connection that is open the page knows how old it is by now. */
function ageOf({ durationMs, state, joined, lastMs, sinceMs }: Connection): number | null {
  return durationMs ?? (state === 'closed' && !joined ? lastMs - sinceMs : null);
}
