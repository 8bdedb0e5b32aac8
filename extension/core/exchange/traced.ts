import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** An exchange with the host that it was traced on, which is empty where it is not known. */
export interface TracedExchange {
  readonly exchange: Exchange;
  readonly tracedHost: string;
}
