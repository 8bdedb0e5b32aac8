import type { TracedConnection } from '../connection/traced-connection.ts';
import type { Message } from '../http/message.ts';
import type { Cause, StreamInfo } from '../protocol/exchange.ts';

export type MissingReason = 'reset' | 'closed' | 'trace-ended' | 'lost';

/** An exchange while it is being put together. Times: CLOCK_MONOTONIC nanoseconds. */
export class ExchangeDraft {
  /** Counts the exchanges of the trace: a connection may be given up and begin anew. */
  number = 0;
  connection: TracedConnection | null = null;
  /** What it was made for; see trace-context/causes.ts. */
  cause: Cause | null = null;
  /** The process that answers it, where that is known. */
  answeredBy = 0;
  /** Its neighbours in a {@link DraftQueue}. */
  older: ExchangeDraft | null = null;
  newer: ExchangeDraft | null = null;
  response: Message | null = null;
  /** The HTTP/2 stream that carries it. */
  stream: StreamInfo | null = null;
  /** Why there will be no response. */
  missing: MissingReason | null = null;
  /** Its connection was opened for it. */
  opens = false;
  ended = false;
  /** It was told as `pending`, */
  told = false;
  /** the last time then (no small integer; see `never` in pairing.ts), */
  toldNs = Number.NEGATIVE_INFINITY;
  /** with so many parts; see {@link LastingDrafts}. */
  toldParts = 0;
  /** Until when it waits to be settled; `null` where it does not. */
  dueNs: number | null = null;
  /** It was told, or is told as the other end's. */
  settled = false;
  /** When that was found out. */
  endedAtNs = 0;
  /** When it ended; `null` where that was not seen. */
  endNs: number | null = null;

  constructor(
    /** Counts the exchanges of one end of a connection. */
    readonly ordinal: number,
    /** `null` where only the response was seen. */
    readonly request: Message | null,
  ) {}

  get first(): Message | null {
    return this.request ?? this.response;
  }

  /** Gives back the memory of its messages. */
  release(): void {
    this.request?.release();
    this.response?.release();
  }
}

/** Who takes the exchanges of one end of a connection. */
export interface DraftListener {
  began(draft: ExchangeDraft): void;
  ended(draft: ExchangeDraft): void;
}
