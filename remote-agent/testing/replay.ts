import type { DraftListener, ExchangeDraft, MissingReason } from '../exchange/draft.ts';
import type { OpenReader, ProtocolReader } from '../http/protocol-reader.ts';
import type { MessageSide, Side } from '../protocol/exchange.ts';
import { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause } from '../stream/direction.ts';
import type { RecordedPart } from './recorded-connection.ts';

export interface ReplayOptions {
  readonly side?: Side;
  readonly joined?: boolean;
  readonly captureLimit?: number;
}

/** One connection read by any protocol's reader, given as the bytes of each direction. Every call is an event. */
export class Replay implements DraftListener {
  readonly started: ExchangeDraft[] = [];
  readonly exchanges: ExchangeDraft[] = [];
  readonly budget = new MemoryBudget(16 * 1024 * 1024);
  readonly reader: ProtocolReader;
  nowNs = 1e9;
  readonly #positions = { request: 0, response: 0 };

  constructor(open: OpenReader, options: ReplayOptions = {}) {
    const { side = 'server', joined = false, captureLimit = 65_536 } = options;
    this.reader = open({ side, joined, captureLimit, budget: this.budget }, this);
  }

  began(draft: ExchangeDraft): void {
    this.started.push(draft);
  }

  ended(draft: ExchangeDraft): void {
    this.exchanges.push(draft);
  }

  data(side: MessageSide, bytes: Buffer): this {
    this.nowNs += 1e6;
    const position = this.#positions[side];
    this.#positions[side] += bytes.length;
    const { nowNs } = this;
    this.#consumer(side).data(bytes, 0, bytes.length, position, nowNs, nowNs);
    return this;
  }

  parts(parts: readonly RecordedPart[]): this {
    for (const { side, bytes } of parts) this.data(side, bytes);
    return this;
  }

  /** Bytes are missing. */
  hole(side: MessageSide, length: number, cause: HoleCause = 'lost'): this {
    this.nowNs += 1e6;
    const position = this.#positions[side];
    this.#positions[side] += length;
    this.#consumer(side).hole(position, length, cause, this.nowNs, this.nowNs);
    return this;
  }

  wait(ms: number): this {
    this.nowNs += ms * 1e6;
    this.reader.expire(this.nowNs);
    return this;
  }

  close(reason: MissingReason = 'closed'): this {
    this.nowNs += 1e6;
    this.reader.finish(reason, this.nowNs);
    return this;
  }

  /** Gives back the memory of all exchanges that ended; what is held then is a leak. */
  release(): number {
    for (const draft of this.exchanges) draft.release();
    return this.budget.used;
  }

  #consumer(side: MessageSide) {
    const receives = (side === 'request') === (this.reader.side === 'server');
    return receives ? this.reader.received : this.reader.sent;
  }
}

/** `bytes` in pieces of `size`. */
export function pieces(bytes: Buffer, size: number): Buffer[] {
  const result: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) result.push(bytes.subarray(at, at + size));
  return result;
}
