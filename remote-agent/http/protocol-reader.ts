import type { DraftListener, ExchangeDraft, MissingReason } from '../exchange/draft.ts';
import type { Side } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { StreamConsumer } from '../stream/direction.ts';

/** Reads one connection in one application protocol. Which one, the connection's first bytes decide. */
export interface ProtocolReader {
  /** Which end of the protocol the traced process is. */
  readonly side: Side;
  readonly sent: StreamConsumer;
  readonly received: StreamConsumer;
  /** Whether {@link expire} has something to wait for. */
  readonly waiting: boolean;
  /** Ends the waiting for what should have come by now. CLOCK_MONOTONIC ns. */
  expire(nowNs: number): void;
  /** The local end closed its direction. */
  sendingEnded(timeNs: number): void;
  /** `endedNs` is when the connection closed; the trace may end before that. */
  finish(reason: MissingReason, endedNs: number): void;
}

/** What every reader is told about its connection. */
export interface ReaderOptions {
  readonly side: Side;
  /** Bytes went by before: the streams may begin in the middle of something. */
  readonly joined: boolean;
  readonly captureLimit: number;
  readonly budget: MemoryBudget;
}

/** Makes the reader of a connection, which tells its exchanges to `listener`. */
export type OpenReader = (options: ReaderOptions, listener: DraftListener) => ProtocolReader;

/** HTTP/1 ends on a connection, and another protocol begins with the next byte of each direction. */
export interface Upgrade {
  /** The Upgrade field of the 101 response (RFC 9110, section 7.8) in small letters; `connect` for a tunnel. */
  readonly protocol: string;
  /**
   * The exchange that ends HTTP/1; its request is `null` where that was not seen. What is needed of its messages
   * must be read at once: their memory is given back when the exchange has been told.
   */
  readonly exchange: ExchangeDraft;
  readonly options: ReaderOptions;
}

export interface Successor {
  readonly reader: ProtocolReader;
  /** The exchange that asked for the upgrade is not over before the reader is finished. */
  readonly keepsExchange: boolean;
}

/** Who reads a connection after an upgrade; `null` where nobody knows the protocol. */
export type TakeOver = (upgrade: Upgrade, listener: DraftListener) => Successor | null;
