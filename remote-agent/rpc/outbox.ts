import type { ConnectionEvent } from '../protocol/connection.ts';
import type { Exchange } from '../protocol/exchange.ts';
import type { AgentNotifications, Loss, LossReason } from '../protocol/messages.ts';
import { bodyBytesOf, weightOf, withoutBodies } from './weight.ts';

/** Resolves when the message has left the agent. */
export type Send = <Name extends 'exchanges' | 'connections' | 'losses'>(
  name: Name,
  params: AgentNotifications[Name],
) => Promise<void>;

const flushEveryMs = 30;
const mostItems = 200;
const mostBatchBytes = 1024 * 1024;
const connectionWeight = 400;
const defaultLimit = 16 * 1024 * 1024;

/**
 * Sends what the trace tells in batches, one at a time. When the other side is slow, first bodies are left out,
 * then whole messages, and what is left out is told.
 */
export class Outbox {
  #exchanges: Exchange[] = [];
  #connections: ConnectionEvent[] = [];
  #losses = new Map<LossReason, Loss>();
  #weight = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | null = null;
  #pumping: Promise<void> | null = null;
  #closed = false;

  constructor(
    readonly send: Send,
    readonly limit = defaultLimit,
  ) {}

  /** Exchanges that were sent so far. */
  get exchangesSent(): number {
    return this.#sent;
  }

  exchange(exchange: Exchange): void {
    let told = exchange;
    let weight = weightOf(told);
    const bodyBytes = bodyBytesOf(exchange);
    if (bodyBytes > 0 && this.#weight + weight > this.limit / 2) {
      told = withoutBodies(exchange);
      weight = weightOf(told);
      this.loss('body-not-sent', 1, bodyBytes);
    }
    if (this.#weight + weight > this.limit) {
      this.loss('exchange-not-sent', 1, bodyBytes);
      return;
    }
    this.#weight += weight;
    this.#exchanges.push(told);
    this.#schedule(this.#exchanges.length);
  }

  connection(event: ConnectionEvent): void {
    if (this.#weight + connectionWeight > this.limit) {
      this.loss('connection-not-sent', 1, 0);
      return;
    }
    this.#weight += connectionWeight;
    this.#connections.push(event);
    this.#schedule(this.#connections.length);
  }

  loss(reason: LossReason, events: number, bytes: number): void {
    const known = this.#losses.get(reason);
    this.#losses.set(reason, {
      reason,
      events: events + (known?.events ?? 0),
      bytes: bytes + (known?.bytes ?? 0),
    });
    this.#schedule(1);
  }

  /** Sends everything that is held. */
  async drain(): Promise<void> {
    while (this.#pumping || this.#held) await (this.#pumping ?? this.#pump());
  }

  /** Nothing can be sent any more. */
  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#exchanges = [];
    this.#connections = [];
    this.#losses.clear();
  }

  get #held(): boolean {
    return this.#exchanges.length + this.#connections.length + this.#losses.size > 0;
  }

  #schedule(items: number): void {
    if (this.#pumping || this.#closed) return;
    if (items >= mostItems) void this.#pump();
    else this.#timer ??= setTimeout(() => void this.#pump(), flushEveryMs);
  }

  /** Never rejects: a side that cannot be written to is gone, and its end is seen elsewhere. */
  #pump(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pumping = this.#sendHeld()
      .catch(() => this.close())
      .finally(() => {
        this.#pumping = null;
        if (this.#held) this.#schedule(this.#exchanges.length);
      });
    return this.#pumping;
  }

  async #sendHeld(): Promise<void> {
    do {
      const connections = this.#connections.splice(0, mostItems);
      this.#weight -= connections.length * connectionWeight;
      if (connections.length > 0) await this.send('connections', { items: connections });
      const exchanges = this.#takeExchanges();
      if (exchanges.length > 0) await this.send('exchanges', { items: exchanges });
      this.#sent += exchanges.length;
      const losses = [...this.#losses.values()];
      this.#losses.clear();
      if (losses.length > 0) await this.send('losses', { items: losses });
    } while (this.#exchanges.length >= mostItems || this.#connections.length >= mostItems);
  }

  #takeExchanges(): Exchange[] {
    let weight = 0;
    let count = 0;
    for (const exchange of this.#exchanges) {
      weight += weightOf(exchange);
      count++;
      if (count === mostItems || weight >= mostBatchBytes) break;
    }
    this.#weight -= weight;
    return this.#exchanges.splice(0, count);
  }
}
