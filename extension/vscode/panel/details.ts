import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Details, Related, RelatedExchange } from '../../../webview/protocol/messages.ts';
import { onConnection, traceOf } from '../../core/exchange/related.ts';
import type { MessageReading } from '../../core/protobuf/readings.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { connectionRow } from './aggregates.ts';
import { decodedBodies } from './decoded.ts';
import { cut } from './rows.ts';

/** What gRPC messages are by the names of their schemas. */
export type Readings = (exchange: Exchange) => readonly (readonly MessageReading[])[];

/** Everything that the page shows of one exchange. */
export function detailsOf(store: TraceStore, readings: Readings, id: string): Details {
  const held = store.whole(id);
  if (!held) {
    return {
      ...{ id, exchange: null, bodiesDropped: false, decoded: { request: null, response: null } },
      tracedHost: '',
      readings: [],
      related: { connection: null, events: [], onConnection: [], trace: [] },
    };
  }
  const { exchange, bodiesDropped } = held;
  return {
    ...{ id, exchange, bodiesDropped, decoded: decodedBodies(exchange) },
    tracedHost: store.hostOf(id),
    readings: readings(exchange),
    related: relatedOf(store, exchange),
  };
}

/** What is known by now that belongs to an exchange. */
export function relatedOf(store: TraceStore, exchange: Exchange): Related {
  const { exchanges, connections } = store;
  const connection = connections.get(exchange.connection);
  const told = (other: Exchange, depth: number) =>
    relatedExchange(other, depth, store.hostOf(other.id));
  return {
    connection: connection ? connectionRow(connection, store.hostOf(exchange.id)) : null,
    events: connection?.events ?? [],
    onConnection: onConnection(exchanges, exchange).map((each) => told(each, 0)),
    trace: traceOf(exchanges, exchange).map((each) => told(each.exchange, each.depth)),
  };
}

function relatedExchange(exchange: Exchange, depth: number, tracedHost: string): RelatedExchange {
  const { id, request, response, process, timing, cause } = exchange;
  return {
    ...{ id, timing, depth, tracedHost },
    method: cut(request.method),
    target: cut(request.target),
    authority: cut(request.authority),
    status: response?.status ?? null,
    process: process.name,
    by: cause?.by ?? null,
  };
}
