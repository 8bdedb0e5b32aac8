import { decodeInto } from '../capture/decoder.ts';
import { eventFlag, tcpState } from '../capture/events.ts';
import { RecordReader } from '../capture/record-reader.ts';
import { Exclusion } from '../process/exclusion.ts';
import type { ProcEntry } from '../process/proc-files.ts';
import { ProcessTable } from '../process/process-table.ts';
import type { ConnectionEvent } from '../protocol/connection.ts';
import type { Exchange } from '../protocol/exchange.ts';
import { Redactor } from '../redaction/redactor.ts';
import { Trace } from '../trace/trace.ts';
import {
  type Address,
  clockRecord,
  dataRecord,
  type SocketRecord,
  socketRecord,
  type Task,
} from './record-writer.ts';

export interface HostOptions {
  readonly captureLimit?: number;
  readonly redact?: boolean;
  readonly secretPatterns?: readonly string[];
  readonly exclusion?: Exclusion;
  readonly processes?: (pid: number) => ProcEntry | null;
  readonly memoryLimit?: number;
  readonly connectionLimit?: number;
}

export const nginx: Task = { pid: 100, comm: 'nginx' };
export const curl: Task = { pid: 200, comm: 'curl' };
export const serverAddress: Address = { bytes: [10, 0, 0, 1], port: 80 };
export const clientAddress: Address = { bytes: [10, 0, 0, 2], port: 40_000 };

/** The monotonic time at which every test host begins, and what the real-time clock says then. */
export const bootNs = 1_000_000_000_000;
export const epochNs = 1_700_000_000_000_000_000n;

/** A host whose kernel reports what the test says, and what the agent makes of it. Time is the test's. */
export class TestHost {
  nowNs = bootNs;
  readonly exchanges: Exchange[] = [];
  readonly connections: ConnectionEvent[] = [];
  readonly losses: { readonly events: number; readonly bytes: number }[] = [];
  readonly trace: Trace;
  readonly #reader: RecordReader;
  #connections = 0;

  constructor(options: HostOptions = {}) {
    const { captureLimit = 65_536, redact = false, exclusion, processes } = options;
    const { memoryLimit, connectionLimit, secretPatterns } = options;
    this.trace = new Trace(
      {
        captureLimit,
        redactor: redact ? new Redactor(secretPatterns) : null,
        exclusion: exclusion ?? new Exclusion(undefined),
        processes: new ProcessTable(processes ?? (() => null), () => this.nowNs / 1e6),
        nowNs: () => this.nowNs,
        ...(memoryLimit === undefined ? {} : { memoryLimit }),
        ...(connectionLimit === undefined ? {} : { connectionLimit }),
      },
      {
        exchange: (exchange) => this.exchanges.push(exchange),
        connection: (event) => this.connections.push(event),
        streamLoss: (events, bytes) => this.losses.push({ events, bytes }),
      },
    );
    const trace = this.trace;
    const sink = {
      socket: trace.socket.bind(trace),
      retransmit: trace.retransmit.bind(trace),
      unix: trace.unix.bind(trace),
      data: trace.data.bind(trace),
      process: trace.process.bind(trace),
      clock: trace.clockEvent.bind(trace),
      loss: () => {},
      report: () => {},
    };
    this.#reader = new RecordReader(decodeInto(sink));
    this.record(clockRecord(this.nowNs, epochNs));
  }

  record(bytes: Buffer): void {
    this.#reader.push(bytes);
  }

  /** Time passes, in which the agent looks at its clock every ten milliseconds. */
  wait(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) {
      this.nowNs += Math.min(10, ms - passed) * 1e6;
      this.trace.tick();
    }
  }

  /** Everything that is held is told, as at the end of a trace. */
  finish(): readonly Exchange[] {
    this.trace.finish();
    return this.exchanges;
  }

  accepted(options: Partial<EndOptions> = {}): TestEnd {
    const end = this.#end(eventFlag.FLAG_ACCEPTED, nginx, serverAddress, clientAddress, options);
    if (!end.joined) end.state(tcpState.synReceived, tcpState.established);
    return end;
  }

  connected(options: Partial<EndOptions> = {}): TestEnd {
    const end = this.#end(eventFlag.FLAG_CONNECTED, curl, clientAddress, serverAddress, options);
    if (!end.joined) end.state(tcpState.synSent, tcpState.established);
    return end;
  }

  /** Its connect() is not answered yet. */
  connecting(): TestEnd {
    const end = this.#end(eventFlag.FLAG_CONNECTED, curl, clientAddress, serverAddress, {});
    end.state(tcpState.close, tcpState.synSent);
    return end;
  }

  #end(
    flags: number,
    task: Task,
    local: Address,
    remote: Address,
    options: Partial<EndOptions>,
  ): TestEnd {
    const connection = ++this.#connections;
    return new TestEnd(this, { connection, flags, task, local, remote, ...options });
  }
}

interface EndOptions {
  readonly connection: number | bigint;
  readonly flags: number;
  readonly task: Task;
  readonly local: Address;
  readonly remote: Address;
  /** Bytes that moved before the trace. */
  readonly sentBefore?: number;
  readonly receivedBefore?: number;
}

/** One end of a connection of the test host. Each call takes a microsecond. */
export class TestEnd {
  #sent = 0;
  #received = 0;

  constructor(
    readonly host: TestHost,
    readonly options: EndOptions,
  ) {
    this.#sent = options.sentBefore ?? 0;
    this.#received = options.receivedBefore ?? 0;
    const positions = { sent: this.#sent, received: this.#received };
    if (this.joined) this.state(tcpState.established, tcpState.established, positions);
  }

  get joined(): boolean {
    return (this.options.flags & eventFlag.FLAG_JOINED) !== 0;
  }

  state(oldState: number, newState: number, more: Partial<SocketRecord> = {}): void {
    this.host.nowNs += 1000;
    const { connection, flags, local, remote } = this.options;
    const timeNs = this.host.nowNs;
    const tuple = { connection, flags, local, remote };
    this.host.record(socketRecord({ ...tuple, timeNs, oldState, newState, ...more }));
  }

  /** The process sends; of `moved` bytes only the given ones are captured. */
  send(bytes: Buffer | string, moved?: number, flags = 0): void {
    const at = this.#sent;
    this.#sent += moved ?? Buffer.byteLength(bytes);
    this.#data(bytes, eventFlag.FLAG_SEND | flags, at, moved);
  }

  receive(bytes: Buffer | string, moved?: number, flags = 0): void {
    const at = this.#received;
    this.#received += moved ?? Buffer.byteLength(bytes);
    this.#data(bytes, flags, at, moved);
  }

  /** Bytes move that no event tells of. */
  lose(direction: 'sent' | 'received', bytes: number): void {
    if (direction === 'sent') this.#sent += bytes;
    else this.#received += bytes;
  }

  close(error = 0): void {
    const totals = { error, sent: this.#sent, received: this.#received, read: this.#received };
    this.state(tcpState.established, tcpState.close, totals);
  }

  #data(bytes: Buffer | string, flags: number, position: number, moved?: number): void {
    this.host.nowNs += 1000;
    const { connection, task } = this.options;
    this.host.record(
      dataRecord({
        connection,
        flags: this.options.flags | flags,
        timeNs: this.host.nowNs,
        position,
        bytes,
        task,
        ...(moved === undefined ? {} : { moved }),
      }),
    );
  }
}
