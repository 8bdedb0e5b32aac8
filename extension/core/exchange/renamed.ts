import type { ConnectionEvent } from '../../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** The exchange under other names than its trace gave it, so that those of several traces can be held together. */
export function renamedExchange(exchange: Exchange, prefix: string): Exchange {
  const { id, connection, cause } = exchange;
  return {
    ...exchange,
    id: prefix + id,
    connection: prefix + connection,
    ...(cause && { cause: { ...cause, exchange: prefix + cause.exchange } }),
  };
}

export function renamedEvent(event: ConnectionEvent, prefix: string): ConnectionEvent {
  return { ...event, id: prefix + event.id };
}
