import {
  type ConnectionKey,
  type DataEvent,
  eventFlag,
  type Tuple,
  type UnixEvent,
} from '../capture/events.ts';
import { DraftList } from '../exchange/draft-list.ts';
import type { ProtocolReader } from '../http/protocol-reader.ts';
import type { ProxyHeader } from '../http/proxy-header.ts';
import type { Process } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { type HoleCause, type StreamConsumer, StreamDirection } from '../stream/direction.ts';
import { Reorder } from '../stream/reorder.ts';
import { BeforeMessages, type BeforeMessagesListener } from './before-messages.ts';
import { DeferredEvents } from './deferred-events.ts';
import { Passages } from './passages.ts';

/** Which reader takes a connection; `ignore` where it is not to be looked at again. */
export type ChooseReader = (
  connection: TracedConnection,
  bytes: Buffer,
  start: number,
  end: number,
  position: number,
  sending: boolean,
) => ProtocolReader | 'ignore' | null;

/** For so long the end that received bytes may be reported before the one that sent them. */
const aheadNs = 20e6;

/** One end of a TCP connection of the host, or a listening socket. */
export class TracedConnection {
  readonly id: string;
  tuple: Tuple | null = null;
  /** All flags that its events had. */
  flags = 0;
  /** Who used it last; `null` until an event in the context of its process was seen. */
  process: Process | null = null;
  pid = 0;
  /** The threads that sent and that received last; 0 before that. */
  sentBy = 0;
  receivedBy = 0;
  excluded = false;
  /** The other end, where it is on the host too. */
  mirror: TracedConnection | null = null;
  reader: ProtocolReader | null = null;
  /** Bytes went by before a reader could be chosen. */
  skipped = false;
  /** What it began with, where a proxy passes it on. */
  proxied: ProxyHeader | null = null;
  /** It began with something that no end may go on after. */
  broken = false;
  /** The exchanges of this end that are not settled. */
  readonly drafts = new DraftList();
  /** How many ended exchanges wait to be settled. */
  unsettled = 0;
  /** How many exchanges began. */
  exchanges = 0;
  /** Set while the other end says all there is to say. */
  deferred: DeferredEvents | null = null;
  /** When its opening began; `null` where that was before the trace. */
  openedNs: number | null = null;
  /** When the local end's connect() was answered; `null` where that was not seen. */
  connectedNs: number | null = null;
  /** When bytes passed this end; only where the other end is known, and counts alike. */
  passed: { readonly sent: Passages; readonly received: Passages } | null = null;
  /** Since when it waits for a process to accept it; `null` when it does not. */
  unacceptedNs: number | null = null;
  /** Of a Unix socket: what introduced it, until its first exchange. */
  unspoken: UnixEvent | null = null;
  /** When nothing more could be read or written. */
  closedNs: number | null = null;
  /** What the process took in all, by the kernel's count; known when it has closed. */
  read = 0;
  /** errno, positive. */
  error = 0;
  /** Its first bytes were seen. */
  #begun = false;
  readonly #sent: StreamDirection;
  readonly #received: StreamDirection;
  readonly #order: Reorder;

  constructor(
    readonly key: ConnectionKey,
    /** CLOCK_MONOTONIC of its first event. */
    readonly sinceNs: number,
    readonly budget: MemoryBudget,
    choose: ChooseReader,
  ) {
    this.id = String(key);
    this.#sent = new StreamDirection(new ReaderInput(this, true, choose).before);
    this.#received = new StreamDirection(new ReaderInput(this, false, choose).before);
    this.#order = new Reorder(this.#sent, this.#received);
  }

  get joined(): boolean {
    return (this.flags & eventFlag.FLAG_JOINED) !== 0;
  }

  get waiting(): boolean {
    if (this.deferred) return this.deferred.ahead !== null;
    return this.#order.waiting || (this.reader?.waiting ?? false);
  }

  data(event: DataEvent): void {
    this.#deferWherePossible();
    if (this.mirror && !this.joined && !this.mirror.joined) this.#passes(event);
    if (this.deferred?.add(event, this.mirror?.sentPosition ?? 0)) return;
    this.readDeferred();
    this.#order.push(event);
  }

  /** The other end may have missed something: from now on this one is read as well. */
  readDeferred(): void {
    const { deferred } = this;
    if (!deferred) return;
    this.deferred = null;
    this.#sent.startAt(deferred.sent);
    this.#received.startAt(deferred.received);
    for (const event of deferred.take()) this.#order.push(event);
  }

  #passes(event: DataEvent): void {
    this.passed ??= { sent: new Passages(), received: new Passages() };
    const { sent, received } = this.passed;
    (event.flags & eventFlag.FLAG_SEND ? sent : received).add(event);
  }

  /** Only from the first byte on, when both ends count alike. */
  #deferWherePossible(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { mirror } = this;
    if (!mirror || this.joined || mirror.joined || mirror.closedNs !== null) return;
    if (this.flags & eventFlag.FLAG_CONNECTED && mirror.flags & eventFlag.FLAG_ACCEPTED) {
      this.deferred = new DeferredEvents(this.budget);
    }
  }

  expire(nowNs: number): void {
    this.deferred?.othersSent(this.mirror?.sentPosition ?? 0);
    const ahead = this.deferred?.ahead;
    if (ahead && ahead.timeNs < nowNs - aheadNs) this.readDeferred();
    this.#order.expire(nowNs);
    this.reader?.expire(nowNs);
  }

  /** The first bytes to come are at these positions; what comes before them is not missed. */
  startAt(sent: number, received: number): void {
    this.#sent.startAt(sent);
    this.#received.startAt(received);
  }

  /** The local end will not send any more. `sent`: the bytes that it has in all, where that is known. */
  sendingEnded(timeNs: number, sent = 0): void {
    this.#order.flush();
    if (!this.deferred) this.sentInTotal(sent, timeNs);
    this.reader?.sendingEnded(timeNs);
  }

  /** The kernel's own count of what was sent: what is missing at the end is missing for good. */
  sentInTotal(bytes: number, timeNs: number): void {
    this.#sent.endAt(bytes, timeNs);
  }

  /** The same of what the process took; to be said when nothing of it can come any more. */
  readInTotal(bytes: number, timeNs: number): void {
    this.#received.endAt(bytes, timeNs);
  }

  flush(): void {
    this.readDeferred();
    this.#order.flush();
  }

  /** Bytes of this end that were seen so far. */
  get sentPosition(): number {
    return this.#sent.position;
  }

  /** Bytes of the peer that were seen so far. */
  get receivedPosition(): number {
    return this.#received.position;
  }
}

/** Hands a direction to the connection's reader, which the first bytes decide about. */
class ReaderInput implements StreamConsumer, BeforeMessagesListener {
  /** Bytes come through it. */
  readonly before = new BeforeMessages(this, this);
  #ignored = false;

  constructor(
    readonly connection: TracedConnection,
    readonly sending: boolean,
    readonly choose: ChooseReader,
  ) {}

  data(
    bytes: Buffer,
    start: number,
    end: number,
    position: number,
    beganNs: number,
    endedNs: number,
  ): void {
    const reader = this.connection.reader ?? this.#chosen(bytes, start, end, position);
    if (!reader) return;
    const consumer = this.sending ? reader.sent : reader.received;
    consumer.data(bytes, start, end, position, beganNs, endedNs);
  }

  hole(
    position: number,
    length: number,
    cause: HoleCause,
    noticedNs: number,
    endedNs: number,
  ): void {
    const { reader, mirror } = this.connection;
    if (cause === 'lost') mirror?.readDeferred();
    if (!reader) this.connection.skipped = true;
    else {
      const consumer = this.sending ? reader.sent : reader.received;
      consumer.hole(position, length, cause, noticedNs, endedNs);
    }
  }

  proxied(header: ProxyHeader): boolean {
    if (this.connection.proxied) return false;
    this.connection.proxied = header;
    return true;
  }

  broken(): void {
    this.connection.broken = true;
  }

  #chosen(bytes: Buffer, start: number, end: number, position: number): ProtocolReader | null {
    if (this.#ignored || this.connection.broken) return null;
    const at = position - this.before.passedOver;
    const choice = this.choose(this.connection, bytes, start, end, at, this.sending);
    if (choice === 'ignore') this.#ignored = true;
    else if (choice) this.connection.reader = choice;
    if (!this.connection.reader) this.connection.skipped = true;
    return this.connection.reader;
  }
}
