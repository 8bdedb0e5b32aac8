import { EpochClock } from '../capture/clock.ts';
import {
  type ClockEvent,
  type DataEvent,
  eventFlag,
  type ProcessEvent,
  type RetransmitEvent,
  type SocketEvent,
  tcpState,
  type UnixEvent,
} from '../capture/events.ts';
import { errorName } from '../connection/connection-events.ts';
import { ConnectionTable } from '../connection/connection-table.ts';
import { ConnectionTeller } from '../connection/connection-teller.ts';
import type { ChooseReader, TracedConnection } from '../connection/traced-connection.ts';
import { introduceUnix } from '../connection/unix-ends.ts';
import type { DraftListener, MissingReason } from '../exchange/draft.ts';
import { Settling } from '../exchange/settling.ts';
import { tellExchange } from '../exchange/tell.ts';
import { chooseProtocol } from '../http/choose.ts';
import { readerOf } from '../http/readers.ts';
import type { Exclusion } from '../process/exclusion.ts';
import type { ProcessTable } from '../process/process-table.ts';
import type { ConnectionEvent } from '../protocol/connection.ts';
import type { Exchange } from '../protocol/exchange.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { MemoryBudget } from '../stream/budget.ts';
import { Causes } from '../trace-context/causes.ts';
import { TraceTime } from './trace-time.ts';

export interface TraceOptions {
  /** `null`: secrets are told. */
  readonly redactor: Redactor | null;
  readonly captureLimit: number;
  readonly exclusion: Exclusion;
  readonly processes: ProcessTable;
  /** CLOCK_MONOTONIC in nanoseconds, as the events have it. */
  readonly nowNs: () => number;
  /** Bytes of messages that may be held. */
  readonly memoryLimit?: number;
  readonly connectionLimit?: number;
}

export interface TraceOutput {
  exchange(exchange: Exchange): void;
  connection(event: ConnectionEvent): void;
  /** The agent's own limits left something out. */
  streamLoss(events: number, bytes: number): void;
}

/** A closed socket may still have bytes that its process has not read. */
const lingerNs = 200e6;
/** Looks at what is due. */
const settleEveryNs = 10e6;
const detachEveryNs = 1e9;
const defaultMemoryLimit = 128 * 1024 * 1024;

/** Makes exchanges and connection events of the kernel's socket and data events. */
export class Trace {
  readonly clock = new EpochClock();
  readonly #connections: ConnectionTable;
  readonly #teller: ConnectionTeller;
  readonly #settling: Settling;
  readonly #causes = new Causes();
  readonly #budget: MemoryBudget;
  readonly #time: TraceTime;
  #settledNs = 0;
  /** Connections that wait for something that may come late. */
  readonly #waiting = new Set<TracedConnection>();
  readonly #closing = new Set<TracedConnection>();
  /** Those that have deferred something since what waits was detached. */
  readonly #deferring = new Set<TracedConnection>();
  #detachedNs = 0;

  constructor(
    readonly options: TraceOptions,
    readonly output: TraceOutput,
  ) {
    const { redactor, memoryLimit = defaultMemoryLimit, connectionLimit } = options;
    this.#budget = new MemoryBudget(memoryLimit);
    this.#time = new TraceTime(options.nowNs);
    this.#connections = new ConnectionTable(
      this.#budget,
      this.#choose,
      (connection) => {
        this.#finish(connection, 'lost');
        connection.mirror?.readDeferred();
        this.output.streamLoss(1, 0);
      },
      connectionLimit,
    );
    this.#teller = new ConnectionTeller(
      (event) => this.output.connection(event),
      () => this.clock.offsetMs,
    );
    this.#settling = new Settling((connection, draft, seen) =>
      this.output.exchange(tellExchange(connection, draft, seen, this.clock.offsetMs, redactor)),
    );
  }

  clockEvent(event: ClockEvent): void {
    this.#passed(event.timeNs);
    this.clock.observe(event.timeNs, event.realtimeNs);
  }

  data(event: DataEvent): void {
    this.#passed(event.timeNs);
    const connection = this.#connections.getOrAdd(event.connection, event.timeNs);
    if (connection.excluded) return;
    connection.flags |= event.flags & ~(eventFlag.FLAG_SEND | eventFlag.FLAG_UNREADABLE);
    if (event.pid !== 0) this.#attribute(connection, event);
    if (connection.excluded) return;
    if (event.flags & eventFlag.FLAG_SEND) connection.sentBy = event.tid;
    else connection.receivedBy = event.tid;
    if (connection.unacceptedNs !== null) {
      this.#teller.accepted(connection, connection.unacceptedNs);
    }
    connection.data(event);
    if (connection.waiting) this.#waiting.add(connection);
    if (connection.deferred) this.#deferring.add(connection);
    if (connection.mirror) this.#settling.otherRead(connection.mirror, this.#time.newestNs);
  }

  process(event: ProcessEvent): void {
    this.#passed(event.timeNs);
    this.options.processes.told(event.pid, event.comm, event.command);
  }

  socket(event: SocketEvent): void {
    this.#passed(event.timeNs);
    if (event.oldState === tcpState.close && event.newState === tcpState.close) {
      this.#socketGone(event);
      return;
    }
    const connection = this.#connections.getOrAdd(event.connection, event.timeNs);
    connection.flags |= event.flags & ~(eventFlag.FLAG_SEND | eventFlag.FLAG_UNREADABLE);
    this.#connections.ends.set(connection, event.tuple);
    if (this.options.exclusion.excludesConnection(connection.tuple ?? event.tuple)) {
      connection.excluded = true;
    }
    if (event.pid !== 0) this.#attribute(connection, event);
    if (event.error !== 0) connection.error = event.error;
    if (!connection.excluded) this.#tellSocket(connection, event);
    if (event.newState === tcpState.finWait1 || event.newState === tcpState.lastAck) {
      connection.sendingEnded(event.timeNs, connection.joined ? 0 : event.sent);
    } else if (event.newState === tcpState.close) this.#close(connection, event);
  }

  retransmit(event: RetransmitEvent): void {
    this.#passed(event.timeNs);
    const connection = this.#connections.get(event.connection);
    if (connection && !connection.excluded) this.#teller.retransmit(connection, event);
  }

  unix(event: UnixEvent): void {
    this.#passed(event.timeNs);
    const connection = this.#connections.getOrAdd(event.connection, event.timeNs);
    connection.flags |= event.flags;
    const known = connection.tuple !== null;
    if (!known) introduceUnix(connection, this.#connections.get(event.peer), event);
    if (event.pid !== 0) this.#attribute(connection, event);
    if (!connection.excluded) this.#teller.unix(connection, event, known);
    if (event.closed) this.#close(connection, event);
  }

  /** {@link tick} has nothing to do until something is reported. */
  get idle(): boolean {
    return this.#settling.idle && this.#waiting.size + this.#closing.size === 0;
  }

  /** How late it is for the events. CLOCK_MONOTONIC ns. */
  get nowNs(): number {
    return this.#time.nowNs;
  }

  /** Bytes of messages that are held. */
  get heldBytes(): number {
    return this.#budget.used;
  }

  /** To be called every few milliseconds: time passes although nothing is reported. */
  tick(): void {
    const { nowNs } = this;
    for (const connection of this.#waiting) {
      connection.expire(nowNs);
      if (!connection.waiting) this.#waiting.delete(connection);
    }
    for (const connection of this.#closing) {
      if ((connection.closedNs ?? 0) > nowNs - lingerNs) break;
      this.#remove(connection);
    }
    this.#settling.tick(nowNs);
    this.#detach(nowNs);
    const refused = this.#budget.takeRefusals();
    if (refused.events > 0) this.output.streamLoss(refused.events, refused.bytes);
  }

  /** The trace is over: tells everything that is held, as far as it was seen. */
  finish(): void {
    for (const connection of [...this.#connections]) {
      if (connection.closedNs === null) this.#finish(connection, 'trace-ended');
      else this.#remove(connection);
    }
    this.#settling.flush();
  }

  #detach(nowNs: number): void {
    if (nowNs - this.#detachedNs < detachEveryNs) return;
    this.#detachedNs = nowNs;
    for (const { deferred } of this.#deferring) deferred?.detach();
    this.#deferring.clear();
  }

  #passed(timeNs: number): void {
    this.#time.passed(timeNs);
    const { newestNs } = this.#time;
    // On a busy host a second of events may come at once: what is due in the middle of it is not to pile up.
    if (newestNs - this.#settledNs < settleEveryNs) return;
    this.#settledNs = newestNs;
    this.#settling.tick(newestNs);
  }

  readonly #choose: ChooseReader = (connection, bytes, start, end, position, sending) => {
    const choice = chooseProtocol(bytes, start, end, position, sending, connection.flags);
    if (choice.protocol === 'unknown') return null;
    const open = readerOf(choice.protocol);
    if (choice.protocol === 'other' || !open) return 'ignore';
    const joined = connection.joined || connection.skipped || position > 0;
    const { captureLimit } = this.options;
    const options = { side: choice.side, joined, captureLimit, budget: this.#budget };
    const listener: DraftListener = {
      began: (draft) => {
        this.#teller.unixSpeaks(connection);
        this.#settling.began(connection, draft);
        this.#causes.began(connection, draft);
      },
      ended: (draft) => {
        this.#causes.ended(draft);
        this.#settling.ended(connection, draft, this.#time.newestNs);
      },
    };
    return open(options, listener);
  };

  #attribute(connection: TracedConnection, event: DataEvent | SocketEvent | UnixEvent): void {
    if (connection.pid === event.pid) return;
    if (this.options.exclusion.excludesProcess(event.pid)) {
      connection.excluded = true;
      return;
    }
    connection.pid = event.pid;
    connection.process = this.options.processes.lookup(event.pid, event.comm);
  }

  #tellSocket(connection: TracedConnection, event: SocketEvent): void {
    this.#teller.socket(connection, event);
    const introduces = event.oldState === event.newState;
    if (introduces && connection.joined) connection.startAt(event.sent, event.received);
    else if (introduces || (event.newState === tcpState.established && event.pid !== 0)) {
      this.#teller.accepted(connection, event.timeNs, event.rttUs);
    }
  }

  #close(connection: TracedConnection, event: SocketEvent | UnixEvent): void {
    const { timeNs, sent, received } = event;
    const mayBeRead = (event.flags & eventFlag.FLAG_UNREAD) !== 0;
    if (!mayBeRead) connection.closedNs = timeNs;
    connection.read = 'read' in event && !connection.joined ? event.read : 0;
    connection.flush();
    if (!connection.joined) connection.sentInTotal(sent, timeNs);
    connection.sendingEnded(timeNs);
    if (mayBeRead) return;
    // With nothing under way, or everything read, there is nothing to wait for. The last read may be told after this.
    const behind = connection.reader !== null && connection.read > connection.receivedPosition;
    const allRead = !connection.joined && received > 0 && received === connection.receivedPosition;
    if (allRead || (connection.drafts.size === 0 && !behind)) this.#remove(connection);
    else this.#closing.add(connection);
  }

  /** What was left to read of a connection that was over has been read by now, or never will be. */
  #socketGone({ connection: key, timeNs, read }: SocketEvent): void {
    const connection = this.#connections.get(key);
    if (!connection || connection.closedNs !== null) return;
    connection.closedNs = timeNs;
    if (!connection.joined) connection.read = read;
    this.#closing.add(connection);
  }

  #remove(connection: TracedConnection): void {
    this.#connections.remove(connection);
    connection.flush();
    if (connection.reader) connection.readInTotal(connection.read, connection.closedNs ?? 0);
    this.#finish(connection, errorName(connection.error) === 'ECONNRESET' ? 'reset' : 'closed');
  }

  #finish(connection: TracedConnection, reason: MissingReason): void {
    this.#waiting.delete(connection);
    this.#closing.delete(connection);
    connection.flush();
    connection.reader?.finish(reason, connection.closedNs ?? this.#time.newestNs);
  }
}
