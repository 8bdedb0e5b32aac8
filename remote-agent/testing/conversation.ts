import type { DraftListener, ExchangeDraft, MissingReason } from '../exchange/draft.ts';
import { Http1Connection } from '../http/http1-connection.ts';
import type { TakeOver } from '../http/protocol-reader.ts';
import type { MessageSide, Side } from '../protocol/exchange.ts';
import { MemoryBudget } from '../stream/budget.ts';
import type { HoleCause } from '../stream/direction.ts';

export interface ConversationOptions {
  readonly side?: Side;
  readonly joined?: boolean;
  readonly captureLimit?: number;
  readonly budget?: MemoryBudget;
  readonly takeOver?: TakeOver;
}

/** One HTTP/1 connection, given as the bytes of each direction. Every call is an event, a millisecond later. */
export class Conversation implements DraftListener {
  readonly started: ExchangeDraft[] = [];
  readonly exchanges: ExchangeDraft[] = [];
  readonly connection: Http1Connection;
  nowNs = 1e9;
  readonly #positions = { request: 0, response: 0 };

  constructor(options: ConversationOptions = {}) {
    const { side = 'server', joined = false, captureLimit = 65_536 } = options;
    const budget = options.budget ?? new MemoryBudget(1024 * 1024);
    const { takeOver = () => null } = options;
    this.connection = new Http1Connection({ side, joined, captureLimit, budget }, this, takeOver);
  }

  began(draft: ExchangeDraft): void {
    this.started.push(draft);
  }

  ended(draft: ExchangeDraft): void {
    this.exchanges.push(draft);
  }

  request(bytes: string | Buffer): this {
    return this.#data('request', bytes);
  }

  response(bytes: string | Buffer): this {
    return this.#data('response', bytes);
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
    this.connection.expire(this.nowNs);
    return this;
  }

  close(reason: MissingReason = 'closed'): this {
    this.nowNs += 1e6;
    this.connection.finish(reason, this.nowNs);
    return this;
  }

  #data(side: MessageSide, bytes: string | Buffer): this {
    this.nowNs += 1e6;
    const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'latin1');
    const position = this.#positions[side];
    this.#positions[side] += buffer.length;
    this.#consumer(side).data(buffer, 0, buffer.length, position, this.nowNs, this.nowNs);
    return this;
  }

  #consumer(side: MessageSide) {
    const receives = (side === 'request') === (this.connection.side === 'server');
    return receives ? this.connection.received : this.connection.sent;
  }
}

/** An exchange in a line: `GET / → 200 5 bytes`, with what is odd about it. */
export function summary({ request, response, missing }: ExchangeDraft): string {
  const asked = request
    ? `${request.method} ${request.target}${request.bodyBytes ? ` ${request.bodyBytes} bytes` : ''}`
    : '?';
  const answered = response ? `${response.status} ${response.bodyBytes} bytes` : `? ${missing}`;
  const notes = [request, response].flatMap((message) => message?.notes ?? []);
  const odd = notes.map((note) => (note.kind === 'malformed' ? note.what : note.kind));
  return [`${asked} → ${answered}`, ...odd].join('; ');
}
