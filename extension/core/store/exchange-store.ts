import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { type BodyArchive, bodiesOf, withBodies } from './body-archive.ts';
import { SequencedQueue } from './sequenced-queue.ts';
import { bodySize, headSize, withoutBodies } from './size.ts';

export interface ExchangeLimits {
  readonly maxExchanges: number;
  /** Of memory, roughly; see size.ts. */
  readonly maxBytes: number;
}

export interface HeldExchange {
  /** Without its bodies where those are in the archive, see {@link ExchangeStore.whole}. */
  readonly exchange: Exchange;
  readonly bodiesDropped: boolean;
}

interface Slot extends HeldExchange {
  readonly headBytes: number;
  readonly bodyBytes: number;
  readonly archived: boolean;
}

/**
 * The exchanges of a trace in the order of their first message, within limits of count and memory. Beyond them
 * the oldest bodies go into the archive, if there is one, and then the oldest exchanges; what is let go is counted.
 */
export class ExchangeStore {
  private readonly queue = new SequencedQueue<Slot>();
  private readonly sequences = new Map<string, number>();
  private bytes = 0;
  /** Every slot before this one is without bodies. */
  private firstBody = 0;
  private droppedBodies = 0;
  private droppedExchanges = 0;

  constructor(
    private limits: ExchangeLimits,
    private readonly archive?: BodyArchive,
  ) {}

  get first(): number {
    return this.queue.first;
  }

  get end(): number {
    return this.queue.end;
  }

  get length(): number {
    return this.queue.length;
  }

  /** Exchanges whose bodies, and exchanges that, were let go. */
  get dropped(): { readonly bodies: number; readonly exchanges: number } {
    const bodies = this.droppedBodies + (this.archive?.evicted ?? 0);
    return { bodies, exchanges: this.droppedExchanges };
  }

  get heldBytes(): number {
    return this.bytes;
  }

  /**
   * Takes an exchange in; one with a known id replaces the earlier one in its place.
   * @returns its sequence number, and whether it replaced another
   */
  add(exchange: Exchange): { readonly sequence: number; readonly replaced: boolean } {
    const slot = slotOf(exchange);
    const known = this.sequences.get(exchange.id);
    const sequence = known ?? this.queue.push(slot);
    if (known === undefined) this.sequences.set(exchange.id, sequence);
    else {
      this.uncount(this.queue.get(known));
      this.archive?.delete(exchange.id);
      this.queue.replace(known, slot);
      if (slot.bodyBytes > 0) this.firstBody = Math.min(this.firstBody, known);
    }
    this.bytes += slot.headBytes + slot.bodyBytes;
    this.trim();
    return { sequence, replaced: known !== undefined };
  }

  get(sequence: number): HeldExchange | undefined {
    return this.queue.get(sequence);
  }

  /** With the bodies that are in the archive. */
  whole(sequence: number): HeldExchange | undefined {
    const slot = this.queue.get(sequence);
    if (!slot?.archived) return slot;
    const bodies = this.archive?.get(slot.exchange.id);
    return bodies
      ? { exchange: withBodies(slot.exchange, bodies), bodiesDropped: false }
      : { exchange: slot.exchange, bodiesDropped: true };
  }

  sequenceOf(id: string): number | undefined {
    return this.sequences.get(id);
  }

  setLimits(limits: ExchangeLimits): void {
    this.limits = limits;
    this.trim();
  }

  clear(): void {
    this.queue.clear();
    this.sequences.clear();
    this.archive?.clear();
    this.bytes = 0;
    this.firstBody = this.queue.first;
    this.droppedBodies = 0;
    this.droppedExchanges = 0;
  }

  private trim(): void {
    while (this.queue.length > this.limits.maxExchanges) this.dropOldest();
    while (this.bytes > this.limits.maxBytes && this.queue.length > 0) {
      if (!this.dropOldestBodies()) this.dropOldest();
    }
  }

  private dropOldestBodies(): boolean {
    for (; this.firstBody < this.queue.end; this.firstBody += 1) {
      const slot = this.queue.get(this.firstBody);
      if (!slot || slot.bodyBytes === 0) continue;
      const { exchange, headBytes } = slot;
      const archived = this.archive?.put(exchange.id, bodiesOf(exchange)) ?? false;
      this.queue.replace(this.firstBody, {
        exchange: withoutBodies(exchange),
        bodiesDropped: !archived,
        ...{ archived, headBytes, bodyBytes: 0 },
      });
      this.bytes -= slot.bodyBytes;
      if (!archived) this.droppedBodies += 1;
      return true;
    }
    return false;
  }

  private dropOldest(): void {
    const slot = this.queue.shift();
    if (!slot) return;
    this.uncount(slot);
    this.sequences.delete(slot.exchange.id);
    this.archive?.delete(slot.exchange.id);
    this.droppedExchanges += 1;
  }

  private uncount(slot: Slot | undefined): void {
    if (slot) this.bytes -= slot.headBytes + slot.bodyBytes;
  }
}

function slotOf(exchange: Exchange): Slot {
  return {
    exchange,
    bodiesDropped: false,
    archived: false,
    headBytes: headSize(exchange),
    bodyBytes: bodySize(exchange),
  };
}
