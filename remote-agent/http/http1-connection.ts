import type { DraftListener, MissingReason } from '../exchange/draft.ts';
import { Pairing } from '../exchange/pairing.ts';
import type { MessageSide, Side } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { StreamConsumer } from '../stream/direction.ts';
import { EarlyResponses } from './early-responses.ts';
import { type Framing, noContent, requestFraming, responseFraming } from './framing.ts';
import type { Message } from './message.ts';
import { type MessageListener, MessageReader } from './message-reader.ts';
import type { ProtocolReader } from './protocol-reader.ts';

/** How long nothing may follow bytes that look like the end of a damaged message. */
const presumedEndNs = 100e6;

export interface Http1Options {
  readonly side: Side;
  /** The trace began in the middle of the connection. */
  readonly joined: boolean;
  readonly captureLimit: number;
  readonly budget: MemoryBudget;
}

/** Both directions of an HTTP/1.0 or HTTP/1.1 connection, and what they make together. */
export class Http1Connection implements ProtocolReader, MessageListener {
  readonly side: Side;
  readonly sent: StreamConsumer;
  readonly received: StreamConsumer;
  readonly #requests: MessageReader;
  readonly #responses: MessageReader;
  readonly #early: EarlyResponses | null;
  readonly #pairing: Pairing;

  constructor(options: Http1Options, listener: DraftListener) {
    const { side, captureLimit, budget, joined } = options;
    this.side = side;
    this.#pairing = new Pairing(listener, joined);
    this.#requests = new MessageReader('request', this, captureLimit, budget, joined);
    this.#responses = new MessageReader('response', this, captureLimit, budget, joined);
    if (side === 'server') {
      this.#early = null;
      this.sent = this.#responses;
      this.received = this.#requests;
    } else {
      this.#early = new EarlyResponses(
        this.#responses,
        () => this.#pairing.idle && this.#responses.idle,
      );
      this.sent = this.#requests;
      this.received = this.#early;
    }
  }

  get waiting(): boolean {
    return (
      (this.#early?.waiting ?? false) || this.#responses.presumedEnd || this.#requests.presumedEnd
    );
  }

  expire(nowNs: number): void {
    this.#early?.expire(nowNs);
    for (const reader of [this.#requests, this.#responses]) {
      const damaged = reader.presumedEnd ? reader.damaged : null;
      if (damaged && nowNs - damaged.endNs > presumedEndNs) reader.endDamaged();
    }
  }

  sendingEnded(timeNs: number): void {
    // A client that stops sending may still wait for the answer.
    if (this.side === 'server') this.#responses.finish(timeNs);
    else this.#requests.finish(timeNs);
  }

  finish(reason: MissingReason, endedNs: number): void {
    this.#early?.flush();
    this.#requests.finish(endedNs);
    this.#responses.finish(endedNs);
    this.#pairing.finish(reason, reason === 'trace-ended' ? null : endedNs);
  }

  head(message: Message): Framing {
    if (message.side === 'request') {
      const open = this.#pairing.only;
      // Without pipelining the next request shows that the response before is over.
      if (open?.response && open.response === this.#responses.damaged) this.#responses.endDamaged();
      this.#pairing.requestHead(message);
      return requestFraming(message);
    }
    if (message.interim) return noContent;
    const framing = responseFraming(message, this.#pairing.responseHead(message));
    if (framing.kind === 'tunnel') this.#requests.tunnel();
    return framing;
  }

  end(message: Message): void {
    if (message.side === 'request') {
      this.#pairing.requestEnd(message);
      this.#early?.release();
    } else if (message.interim) message.release();
    else {
      this.#pairing.responseEnd(message);
      this.#requests.endDamaged();
    }
  }

  lost(side: MessageSide, noticedNs: number): void {
    if (side === 'request') this.#pairing.requestsLost(noticedNs);
    else this.#pairing.responsesLost(noticedNs);
  }
}
