import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type {
  Completeness,
  Process,
  Protocol,
  Timing,
} from '../../remote-agent/protocol/exchange.ts';

/** What the table shows of an exchange. Texts are cut to a length that a cell can show. */
export interface ExchangeRow {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timeMs: number;
  readonly method: string;
  readonly authority: string;
  readonly target: string;
  /** `null` where no response was seen. */
  readonly status: number | null;
  /** `null` until the exchange ended. */
  readonly durationMs: number | null;
  /** Of the response's content; `null` where no response was seen. */
  readonly bytes: number | null;
  readonly direction: 'in' | 'out' | 'both';
  /** Media type without parameters; empty where no message names one. */
  readonly type: string;
  readonly protocol: Protocol;
  readonly connection: string;
  readonly timing: Timing;
  readonly process: Pick<Process, 'pid' | 'name'>;
  /** Name or id of its container; empty where it is in none. */
  readonly container: string;
  readonly completeness: Completeness;
}

/** What the list of connections shows; `key` tells two events of one connection apart. */
export interface ConnectionRow extends ConnectionEvent {
  readonly key: string;
}

/**
 * A part of a list that the host holds. Positions count from the first row that the list ever had, so a row
 * keeps its position while older ones are dropped.
 */
export interface RowWindow<Row> {
  /** Grows whenever the list was made anew (another filter, cleared): positions of before mean nothing. */
  readonly generation: number;
  /** Position of the oldest row held. */
  readonly start: number;
  /** One past the position of the newest row. */
  readonly end: number;
  /** Position of `rows[0]`. */
  readonly first: number;
  readonly rows: readonly Row[];
  /** Where the selected row is; `null` where it is filtered away or nothing is selected. */
  readonly selectedAt: number | null;
  /** Rows held whether the filter shows them or not. */
  readonly held: number;
  /** New rows that wait for the end of the pause. */
  readonly waiting: number;
}
