import type { Encoded } from '../json/ascii-json.ts';
import { JsonItems } from '../json/json-items.ts';
import type { ConnectionEvent } from '../protocol/connection.ts';
import type { Exchange } from '../protocol/exchange.ts';
import type { AgentNotifications, Loss, LossReason } from '../protocol/messages.ts';
import { bodyBytesOf, withoutBodies } from './bodies.ts';
import { writeExchange } from './exchange-json.ts';

/** Resolves when the message has left the agent. */
export type Send = <Name extends 'exchanges' | 'connections' | 'losses'>(
  name: Name,
  params: AgentNotifications[Name] | Encoded<AgentNotifications[Name]>,
) => Promise<void>;

interface Batch {
  readonly params: Encoded<AgentNotifications['exchanges']>;
  readonly count: number;
  readonly weight: number;
}

const flushEveryMs = 30;
const mostItems = 200;
const mostBatchBytes = 1024 * 1024;
const connectionWeight = 400;
/** A burst of 50,000 short exchanges: a slow link needs longer for them than they took. */
const defaultLimit = 64 * 1024 * 1024;

/**
 * Sends what the trace tells in batches, one at a time. When the other side is slow, first bodies are left out,
 * then whole messages, and what is left out is told.
 */
export class Outbox {
  /**
   * Exchanges are encoded at once: as objects they would live just long enough to be moved into V8's old generation,
   * and what they weigh would be a guess.
   */
  readonly #open = new JsonItems<'items', Exchange>('items', writeExchange);
  #full: Batch[] = [];
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
    if (this.#closed) return;
    let weight = this.#open.add(exchange);
    const bodyBytes = bodyBytesOf(exchange);
    if (bodyBytes > 0 && this.#weight + weight > this.limit / 2) {
      this.#open.undo();
      weight = this.#open.add(withoutBodies(exchange));
      this.loss('body-not-sent', 1, bodyBytes);
    }
    if (this.#weight + weight > this.limit) {
      this.#open.undo();
      this.loss('exchange-not-sent', 1, bodyBytes);
      return;
    }
    this.#weight += weight;
    if (this.#open.count >= mostItems || this.#open.length >= mostBatchBytes) this.#closeBatch();
    this.#schedule(this.#full.length > 0 ? mostItems : 1);
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
    this.#open.take();
    this.#full = [];
    this.#connections = [];
    this.#losses.clear();
  }

  get #held(): boolean {
    const { count } = this.#open;
    return count + this.#full.length + this.#connections.length + this.#losses.size > 0;
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
        if (this.#held) this.#schedule(this.#full.length > 0 ? mostItems : 1);
      });
    return this.#pumping;
  }

  async #sendHeld(): Promise<void> {
    do {
      const connections = this.#connections.splice(0, mostItems);
      this.#weight -= connections.length * connectionWeight;
      if (connections.length > 0) await this.send('connections', { items: connections });
      if (this.#full.length === 0 && this.#open.count > 0) this.#closeBatch();
      const batch = this.#full.shift();
      if (batch) {
        this.#weight -= batch.weight;
        await this.send('exchanges', batch.params);
        this.#sent += batch.count;
      }
      const losses = [...this.#losses.values()];
      this.#losses.clear();
      if (losses.length > 0) await this.send('losses', { items: losses });
    } while (this.#full.length > 0 || this.#connections.length >= mostItems);
  }

  #closeBatch(): void {
    const { count, length } = this.#open;
    this.#full.push({ params: this.#open.take(), count, weight: length });
  }
}
