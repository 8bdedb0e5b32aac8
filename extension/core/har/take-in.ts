import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { FiledExchange } from '../exchange/beside.ts';
import { namedExchange } from '../exchange/names.ts';
import type { TraceStore } from '../store/trace-store.ts';

/**
 * Puts exchanges of a file into a store in place of what it holds. Those of several traces stay apart: what names and
 * hosts in the file tell apart gets numbers of its own.
 */
export function takeIn(store: TraceStore, items: readonly FiledExchange[]): void {
  const traces = new Map<string, number>();
  const named = items.map(({ exchange, tracedHost }) => {
    const prefix = /^\d+\//.exec(exchange.id)?.[0] ?? '';
    const key = prefix + tracedHost;
    const trace = traces.get(key) ?? store.begin(tracedHost, traces.size > 0);
    traces.set(key, trace);
    return namedExchange(prefix === '' ? exchange : without(prefix, exchange), trace);
  });
  store.addExchanges(named);
  items.forEach(({ note }, index) => {
    if (note !== '') store.setNote(named[index]?.id ?? '', note);
  });
}

function without(prefix: string, exchange: Exchange): Exchange {
  const bare = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const { id, connection, cause } = exchange;
  return {
    ...exchange,
    id: bare(id),
    connection: bare(connection),
    ...(cause && { cause: { ...cause, exchange: bare(cause.exchange) } }),
  };
}
