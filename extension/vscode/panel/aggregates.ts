import type { ConnectionRow, EndpointRow } from '../../../webview/protocol/rows.ts';
import type { Connection } from '../../core/connections/connection.ts';
import { tracedHostFilter } from '../../core/filter/traced-host.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { SnapshotList } from './snapshot-list.ts';

const ranks: Record<Connection['state'], number> = {
  failed: 0,
  connecting: 1,
  open: 1,
  listening: 2,
  closed: 3,
};

const address = ({ local }: ConnectionRow) => `${local.address} ${String(local.port).padStart(5)}`;

/** Failed connects with their reason come first, then what is open, the latest first. */
export function connectionList(store: TraceStore): SnapshotList<ConnectionRow> {
  const { connections } = store;
  return new SnapshotList({
    rows: () => Array.from(connections.all(), (each) => connectionRow(each, store.hostOf(each.id))),
    compare: (one, other) =>
      ranks[one.state] - ranks[other.state] || other.lastMs - one.lastMs || order(one.id, other.id),
    keys: {
      state: ({ state }) => ranks[state],
      local: address,
      remote: ({ remote }) => remote && `${remote.address} ${String(remote.port).padStart(5)}`,
      process: ({ process }) => process?.name.toLowerCase() ?? null,
      since: ({ sinceMs }) => sinceMs,
      age: ({ ageMs }) => ageMs,
      sent: ({ sent }) => sent,
      received: ({ received }) => received,
      rtt: ({ rttMs }) => rttMs,
      retransmits: ({ retransmits }) => retransmits,
      exchanges: ({ exchanges }) => exchanges,
      reason: ({ reason }) => reason,
      'traced-host': ({ tracedHost }) => tracedHost,
    },
  });
}

/** The most frequent ones come first. */
export function endpointList(store: TraceStore): SnapshotList<EndpointRow> {
  return new SnapshotList({
    rows: () => Array.from(store.endpoints.all(), (row) => toldApart(row, store)),
    compare: (one, other) => other.hits - one.hits || order(one.id, other.id),
    keys: {
      method: ({ method }) => method,
      template: ({ template }) => template.toLowerCase(),
      hits: ({ hits }) => hits,
      errors: ({ errors }) => errors,
      p50: ({ p50 }) => p50,
      p95: ({ p95 }) => p95,
      p99: ({ p99 }) => p99,
      bytes: ({ bytes }) => bytes,
      'traced-host': ({ tracedHost }) => tracedHost,
    },
  });
}

/** Where there are several hosts, its exchanges are those of its own. */
function toldApart(row: EndpointRow, { tracedHosts }: TraceStore): EndpointRow {
  if (tracedHosts.length < 2) return row;
  return { ...row, filter: `${row.filter} ${tracedHostFilter(row.tracedHost)}` };
}

export function connectionRow(connection: Connection, tracedHost: string): ConnectionRow {
  const { events: _, durationMs, rttMs, sent, received, reason, closedBy, ...row } = connection;
  return {
    ...{ ...row, tracedHost },
    rttMs: rttMs ?? null,
    sent: sent ?? null,
    received: received ?? null,
    reason: reason ?? null,
    closedBy: closedBy ?? null,
    // Of a connection that is open the page knows how old it is by now.
    ageMs: durationMs ?? (row.state === 'closed' && !row.joined ? row.lastMs - row.sinceMs : null),
  };
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
