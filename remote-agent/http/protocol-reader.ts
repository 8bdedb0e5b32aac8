import type { MissingReason } from '../exchange/draft.ts';
import type { Side } from '../protocol/exchange.ts';
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
