import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { Related } from '../../../webview/protocol/messages.ts';
import type { Connection } from '../../core/connections/connection.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';

/**
 * Notices what may belong to an exchange among what comes after its relatives were looked for, which goes through all
 * that is held.
 */
export class Relations {
  private readonly names: ReadonlySet<string>;
  /** The exchanges that the relatives were made for. */
  private readonly causes = new Set<string>();
  private readonly connection: Connection | undefined;
  private next: number;

  constructor(
    private readonly store: TraceStore,
    private readonly exchange: Exchange,
    /** What was found. */
    { onConnection, trace }: Related,
  ) {
    const { exchanges, connections } = store;
    this.names = new Set([...onConnection, ...trace].map(({ id }) => id));
    for (const { id } of trace) {
      const sequence = exchanges.sequenceOf(id);
      const held = sequence === undefined ? undefined : exchanges.get(sequence);
      if (held?.exchange.cause) this.causes.add(held.exchange.cause.exchange);
    }
    this.connection = connections.get(exchange.connection);
    this.next = exchanges.end;
  }

  /** Whether something has come since that may belong to it; each exchange is asked about once. */
  haveGrown(): boolean {
    const { exchanges, connections } = this.store;
    let grown = connections.get(this.exchange.connection) !== this.connection;
    for (this.next = Math.max(this.next, exchanges.first); this.next < exchanges.end; ) {
      const held = exchanges.get(this.next++);
      if (held && this.include(held.exchange)) grown = true;
    }
    return grown;
  }

  /** Whether an exchange belongs to them. */
  include({ id, connection, trace, cause }: Exchange): boolean {
    const { exchange, names, causes } = this;
    const traceId = trace?.traceId;
    return (
      connection === exchange.connection ||
      (traceId !== undefined && traceId === exchange.trace?.traceId) ||
      (cause !== undefined && names.has(cause.exchange)) ||
      names.has(id) ||
      causes.has(id)
    );
  }
}
