import { type ProxyHeader, proxyHeaderBytes, readProxyHeader } from '../http/proxy-header.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';

/** Who is told what the first bytes of a direction were. */
export interface BeforeMessagesListener {
  /** A header of the PROXY protocol; `false` where the connection has had one. */
  proxied(header: ProxyHeader): boolean;
  /** One that is broken: whoever receives it gives the connection up. */
  broken(): void;
}

const nothing = Buffer.alloc(0);

/** `skip`: the rest of the header; `lines`: empty lines; `over`: messages. */
type State = 'header' | 'skip' | 'lines' | 'broken' | 'over';

/**
 * Passes over what may come before the first message of a direction: a header of the PROXY protocol, in as many pieces
 * as it comes, and empty lines (RFC 9112, section 2.2).
 */
export class BeforeMessages implements StreamConsumer {
  #state: State = 'header';
  /** What may become a header, and when the first byte came. */
  #held = nothing;
  #heldNs = 0;
  /** Where messages begin, as far as it is known. */
  #begin = 0;

  constructor(
    readonly messages: StreamConsumer,
    readonly listener: BeforeMessagesListener,
  ) {}

  /** Bytes before the first message. */
  get passedOver(): number {
    return this.#begin;
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    if (this.#state === 'over') {
      this.messages.data(bytes, start, end, position, beganNs, endedNs);
    } else if (this.#state !== 'header') {
      this.#pass(bytes, start, end, position, beganNs, endedNs);
    } else if (position === this.#held.length) {
      const here = bytes.subarray(start, end);
      const all = position === 0 ? here : Buffer.concat([this.#held, here]);
      if (position === 0) this.#heldNs = beganNs;
      this.#read(all, beganNs, endedNs);
    } else {
      // Not the first bytes of the connection.
      this.#state = 'over';
      this.messages.data(bytes, start, end, position, beganNs, endedNs);
    }
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    if (this.#state === 'broken') return;
    // TLVs need not be seen.
    const inside = this.#state === 'skip' ? Math.min(length, this.#begin - position) : 0;
    if (inside === length) return;
    const from = this.#state === 'header' ? position - this.#held.length : position + inside;
    this.#state = 'over';
    this.#held = nothing;
    this.messages.hole(from, position + length - from, cause, noticedNs, endedNs);
  }

  #read(all: Buffer, beganNs: number, endedNs: number): void {
    const verdict = readProxyHeader(all.subarray(0, proxyHeaderBytes));
    if (verdict === 'partial') {
      this.#held = Buffer.from(all);
      return;
    }
    this.#held = nothing;
    if (verdict === 'broken') {
      this.#state = 'broken';
      this.listener.broken();
      return;
    }
    this.#state = 'lines';
    let began = this.#heldNs;
    if (verdict !== 'none' && this.listener.proxied(verdict)) {
      this.#state = 'skip';
      this.#begin = verdict.length;
      began = beganNs;
    }
    this.#pass(all, 0, all.length, 0, began, endedNs);
  }

  #pass(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    if (this.#state === 'broken') return;
    let at = start;
    if (this.#state === 'skip') {
      at = Math.min(end, start + Math.max(0, this.#begin - position));
      if (at < end) this.#state = 'lines';
    }
    while (at < end && (bytes[at] === 13 || bytes[at] === 10)) at++;
    if (this.#state === 'lines') this.#begin = position + at - start;
    if (at === end) return;
    this.#state = 'over';
    this.messages.data(bytes, at, end, this.#begin, beganNs, endedNs);
  }
}
