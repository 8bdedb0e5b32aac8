import type { DraftListener, ExchangeDraft, MissingReason } from '../exchange/draft.ts';
import { Pairing } from '../exchange/pairing.ts';
import type { MessageSide, Side } from '../protocol/exchange.ts';
import type { StreamConsumer } from '../stream/direction.ts';
import { EarlyResponses } from './early-responses.ts';
import {
  type Framing,
  mayEndHttp,
  noContent,
  requestFraming,
  responseFraming,
  upgradedProtocol,
} from './framing.ts';
import type { Message } from './message.ts';
import { type MessageListener, MessageReader } from './message-reader.ts';
import type { ProtocolReader, ReaderOptions, Successor, TakeOver } from './protocol-reader.ts';

/** How long nothing may follow bytes that look like the end of a damaged message. */
const presumedEndNs = 100e6;

/** Both directions of an HTTP/1.0 or HTTP/1.1 connection, and what they make together. */
export class Http1Connection implements ProtocolReader, MessageListener {
  readonly side: Side;
  readonly sent: StreamConsumer;
  readonly received: StreamConsumer;
  readonly #requests: MessageReader;
  readonly #responses: MessageReader;
  readonly #early: EarlyResponses | null;
  readonly #pairing: Pairing;
  /** A request was seen after which HTTP may end. */
  #mayEnd: Message | null = null;
  #successor: Successor | null = null;
  /** The response whose exchange is not over before the successor is. */
  #kept: Message | null = null;

  constructor(
    readonly options: ReaderOptions,
    readonly listener: DraftListener,
    readonly takeOver: TakeOver,
  ) {
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
        budget,
      );
      this.sent = this.#requests;
      this.received = this.#early;
    }
  }

  get waiting(): boolean {
    if (this.#successor?.reader.waiting || this.#early?.waiting) return true;
    return this.#responses.presumedEnd || this.#requests.presumedEnd;
  }

  expire(nowNs: number): void {
    this.#successor?.reader.expire(nowNs);
    this.#early?.expire(nowNs);
    for (const reader of [this.#requests, this.#responses]) {
      const damaged = reader.presumedEnd ? reader.damaged : null;
      if (damaged && nowNs - damaged.endNs > presumedEndNs) reader.endDamaged();
    }
  }

  sendingEnded(timeNs: number): void {
    this.#successor?.reader.sendingEnded(timeNs);
    // A client that stops sending may still wait for the answer.
    if (this.side === 'server') this.#responses.finish(timeNs);
    else if (this.#mayEnd === null) this.#requests.finish(timeNs);
  }

  finish(reason: MissingReason, endedNs: number): void {
    this.#early?.flush();
    this.#requests.finish(endedNs);
    this.#responses.finish(endedNs);
    this.#successor?.reader.finish(reason, endedNs);
    if (this.#kept) {
      this.#kept.ended = true;
      this.#kept.endNs = endedNs;
      this.#pairing.responseEnd(this.#kept);
      this.#kept = null;
    }
    this.#pairing.finish(reason, reason === 'trace-ended' ? null : endedNs);
  }

  head(message: Message): Framing {
    if (message.side === 'request') return this.#requestHead(message);
    if (message.interim) return noContent;
    const exchange = this.#pairing.responseHead(message);
    const framing = responseFraming(message, exchange.request?.method ?? '');
    if (framing.kind === 'tunnel') this.#endHttp(exchange, message);
    return framing;
  }

  end(message: Message): void {
    if (message.side === 'request') {
      this.#pairing.requestEnd(message);
      this.#early?.release();
    } else if (message.interim) message.release();
    else if (message === this.#kept) message.ended = false;
    else {
      this.#pairing.responseEnd(message);
      this.#requests.endDamaged();
      this.#decide();
    }
  }

  lost(side: MessageSide, noticedNs: number): void {
    if (side === 'request') this.#pairing.requestsLost(noticedNs);
    else {
      this.#pairing.responsesLost(noticedNs);
      this.#decide();
    }
  }

  #requestHead(message: Message): Framing {
    const open = this.#pairing.only;
    // Without pipelining the next request shows that the response before is over.
    if (open?.response && open.response === this.#responses.damaged) this.#responses.endDamaged();
    this.#pairing.requestHead(message);
    if (mayEndHttp(message)) {
      this.#mayEnd = message;
      this.#requests.hold();
    }
    return requestFraming(message);
  }

  /** After its response, or where that will not be told, HTTP goes on behind a request that might have ended it. */
  #decide(): void {
    if (this.#mayEnd === null || this.#pairing.waitsFor(this.#mayEnd)) return;
    this.#mayEnd = null;
    this.#requests.resume();
  }

  #endHttp(exchange: ExchangeDraft, response: Message): void {
    const protocol = upgradedProtocol(exchange.request, response);
    const { options } = this;
    this.#mayEnd = null;
    const joined = !this.#requests.endsHere;
    this.#successor = this.takeOver(
      { protocol, exchange, options: { ...options, joined } },
      this.listener,
    );
    const reader = this.#successor?.reader;
    if (this.#successor?.keepsExchange) this.#kept = response;
    const isServer = this.side === 'server';
    this.#responses.endsBefore((isServer ? reader?.sent : reader?.received) ?? null);
    this.#requests.handOver((isServer ? reader?.received : reader?.sent) ?? null);
  }
}
