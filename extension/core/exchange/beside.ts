import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';

/** What is known of an exchange beside itself; empty where nothing is. */
export interface Beside {
  /** What somebody noted of it. */
  readonly note: string;
  /** The host that it was traced on. */
  readonly tracedHost: string;
}

/** An exchange of a file. */
export interface FiledExchange extends Beside {
  readonly exchange: Exchange;
}
