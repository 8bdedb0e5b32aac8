import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/**
 * What an exchange or a connection is called among those of other traces: `2/c1` is the second trace's `c1`. Those of
 * the first trace stay as they are, unless a host made one that could be another trace's.
 */
export function nameIn(trace: number, id: string): string {
  return trace === 1 && !id.includes('/') ? id : `${trace}/${id}`;
}

/** The number of the trace that a name of {@link nameIn} belongs to. */
export function traceOfName(name: string): number {
  const slash = name.indexOf('/');
  return slash < 0 ? 1 : Number(name.slice(0, slash));
}

export function namedExchange(exchange: Exchange, trace: number): Exchange {
  if (trace === 1 && !namesOf(exchange).some((name) => name.includes('/'))) return exchange;
  const { id, connection, cause } = exchange;
  return {
    ...exchange,
    id: nameIn(trace, id),
    connection: nameIn(trace, connection),
    ...(cause && { cause: { ...cause, exchange: nameIn(trace, cause.exchange) } }),
  };
}

export function namedEvent(event: ConnectionEvent, trace: number): ConnectionEvent {
  const id = nameIn(trace, event.id);
  return id === event.id ? event : { ...event, id };
}

function namesOf({ id, connection, cause }: Exchange): readonly string[] {
  return cause ? [id, connection, cause.exchange] : [id, connection];
}
