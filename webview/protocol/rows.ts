import type { ClosedBy } from '../../remote-agent/protocol/connection.ts';
import type {
  Completeness,
  Endpoint,
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
  /** What somebody noted of it; empty where nobody did. */
  readonly note: string;
  /** Templates of the routes of the workspace that may have answered it; empty where none is known. */
  readonly route: string;
  /** Empty where it is not known. */
  readonly tracedHost: string;
}

/** A connection or a listening socket as its events have left it. */
export interface ConnectionRow {
  readonly id: string;
  readonly state: 'failed' | 'connecting' | 'open' | 'listening' | 'closed';
  readonly local: Endpoint;
  readonly remote: Endpoint | null;
  readonly process: Process | null;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly joined: boolean;
  /** How long it was open; `null` while it is, and where that is not known. */
  readonly ageMs: number | null;
  readonly sent: number | null;
  readonly received: number | null;
  readonly rttMs: number | null;
  readonly retransmits: number;
  readonly exchanges: number;
  readonly reason: string | null;
  readonly closedBy: ClosedBy | null;
  /** Empty where it is not known. */
  readonly tracedHost: string;
}

/** What a method and path template came to on one host. */
export interface EndpointRow {
  readonly id: string;
  /** Empty where it is not known. */
  readonly tracedHost: string;
  readonly method: string;
  readonly template: string;
  /** Shows its exchanges. */
  readonly filter: string;
  readonly hits: number;
  readonly errors: number;
  readonly bytes: number;
  /** Milliseconds; `null` where none has ended. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Hits in each of the last stretches of ten seconds, the latest last. */
  readonly recent: readonly number[];
}

/** Stands above the rows of a group. */
export interface GroupRow {
  /** The group's key. */
  readonly group: string;
  readonly label: string;
  /** Rows in it. */
  readonly count: number;
  readonly errors: number;
  readonly open: boolean;
}

export function isGroup(row: unknown): row is GroupRow {
  return typeof row === 'object' && row !== null && 'group' in row;
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
  readonly rows: readonly (Row | GroupRow)[];
  /** Position of the heading of the group that `rows[0]` belongs to; `null` without groups. */
  readonly heading: number | null;
  /** Where the selected row is; `null` where it is filtered away or nothing is selected. */
  readonly selectedAt: number | null;
  /** Rows that the filter shows; those of closed groups too, headings not. */
  readonly shown: number;
  /** Rows held whether the filter shows them or not. */
  readonly held: number;
  /** New rows that wait for the end of the pause. */
  readonly waiting: number;
}
