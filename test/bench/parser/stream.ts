import { eventLayout } from '../../../dist/generated/event-layout.ts';
import { eventFlag, eventType, tcpState } from '../../../remote-agent/capture/events.ts';
import {
  type Address,
  dataRecord,
  socketRecord,
  type Task,
} from '../../../remote-agent/testing/record-writer.ts';

/** One exchange as the traced calls moved it: each piece is what one call sent. */
export interface Talk {
  readonly request: readonly string[];
  readonly response: readonly Piece[];
}

/** Text, or so many bytes that the kernel counted and did not copy. */
export type Piece = string | number;

export interface Traffic {
  readonly talk: (number: number) => Talk;
  readonly connections: number;
  /** Exchanges on each connection before the stream repeats. */
  readonly each: number;
  /** Both ends are processes of the host: all bytes are recorded twice. */
  readonly bothEnds: boolean;
}

const server: Task = { pid: 100, comm: 'nginx' };
const client: Task = { pid: 200, comm: 'wrk' };
const serverAddress: Address = { bytes: [10, 0, 0, 1], port: 80 };
/** How far apart the records are: 100,000 exchanges a second with two records each. */
const stepNs = 5000;

interface Place {
  readonly offset: number;
  /** How many bytes its direction moves before the stream repeats. */
  readonly bytesARound: number;
}

/** The records of a loader, which can be repeated for ever: positions and times go on. */
export class RecordStream {
  /** Introduces the connections; comes once. */
  readonly opening: Buffer;
  readonly exchangesARound: number;
  /** Payload bytes that a round stands for, each end counted. */
  readonly payloadARound: number;
  readonly #template: Buffer;
  readonly #places: readonly Place[];
  readonly #nsARound: number;
  #round = 0;

  constructor({ talk, connections, each, bothEnds }: Traffic, beganNs: number) {
    const ends = Array.from({ length: connections }, (_, index) =>
      (bothEnds ? [client, server] : [server]).map((task) => new End(index, task)),
    ).flat();
    this.opening = Buffer.concat(ends.map((end) => end.opening(beganNs)));
    const records: Buffer[] = [];
    const owners: [End, boolean][] = [];
    let timeNs = beganNs + 1e9;
    const record = (end: End, sends: boolean, piece: Piece) => {
      timeNs += stepNs;
      records.push(end.data(sends, piece, timeNs));
      owners.push([end, sends]);
    };
    for (let number = 0; number < each; number++) {
      for (let index = 0; index < connections; index++) {
        const exchange = talk(number * connections + index);
        const pair = ends.filter((end) => end.index === index);
        for (const side of ['request', 'response'] as const) {
          for (const piece of exchange[side]) {
            const sender = side === 'request' ? client : server;
            for (const end of pair) if (end.task === sender) record(end, true, piece);
            for (const end of pair) if (end.task !== sender) record(end, false, piece);
          }
        }
      }
    }
    this.#nsARound = timeNs - (beganNs + 1e9);
    this.exchangesARound = connections * each;
    this.#template = Buffer.concat(records);
    let offset = 0;
    this.#places = records.map(({ length }, index) => {
      const [end, sends] = owners[index] ?? [];
      const place = { offset, bytesARound: end ? (sends ? end.sent : end.received) : 0 };
      offset += length;
      return place;
    });
    this.payloadARound = ends.reduce((sum, end) => sum + end.sent + end.received, 0);
  }

  /** The next round. */
  next(): Buffer {
    const bytes = Buffer.from(this.#template);
    const { position, began_ns } = eventLayout.data_event.fields;
    const { time_ns } = eventLayout.event_header.fields;
    const later = BigInt(this.#round * this.#nsARound);
    for (const { offset, bytesARound } of this.#places) {
      const add = (at: number, more: bigint): void => {
        bytes.writeBigUInt64LE(bytes.readBigUInt64LE(offset + at) + more, offset + at);
      };
      add(position.offset, BigInt(this.#round * bytesARound));
      add(began_ns.offset, later);
      add(time_ns.offset, later);
    }
    this.#round++;
    return bytes;
  }
}

/** One end of a connection. */
class End {
  sent = 0;
  received = 0;

  constructor(
    readonly index: number,
    readonly task: Task,
  ) {}

  get #identity() {
    const isServer = this.task === server;
    return {
      connection: this.index * 2 + (isServer ? 1 : 2),
      flags: isServer ? eventFlag.FLAG_ACCEPTED : eventFlag.FLAG_CONNECTED,
    };
  }

  opening(timeNs: number): Buffer {
    const peer: Address = { bytes: [10, 0, 0, 2], port: 40_000 + this.index };
    const [local, remote] = this.task === server ? [serverAddress, peer] : [peer, serverAddress];
    const oldState = this.task === server ? tcpState.synReceived : tcpState.synSent;
    const states = { oldState, newState: tcpState.established };
    return socketRecord({ ...this.#identity, ...states, local, remote, timeNs });
  }

  data(sends: boolean, piece: Piece, timeNs: number): Buffer {
    const position = sends ? this.sent : this.received;
    const moved = typeof piece === 'number' ? piece : Buffer.byteLength(piece, 'latin1');
    if (sends) this.sent += moved;
    else this.received += moved;
    const { connection, flags } = this.#identity;
    return dataRecord({
      ...{ connection, timeNs, position, moved, task: this.task },
      flags: flags | (sends ? eventFlag.FLAG_SEND : 0),
      bytes: typeof piece === 'number' ? '' : Buffer.from(piece, 'latin1'),
    });
  }
}

/** The payloads of data records, for a parser that reads each direction of each connection by itself. */
export function payloads(bytes: Buffer): { key: number; sends: boolean; bytes: Buffer }[] {
  const found: { key: number; sends: boolean; bytes: Buffer }[] = [];
  const { size, type, flags } = eventLayout.event_header.fields;
  const { connection, captured } = eventLayout.data_event.fields;
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + size.offset)) {
    if (bytes.readUInt16LE(at + type.offset) !== eventType.EVENT_DATA) continue;
    const start = at + eventLayout.data_event.size;
    found.push({
      key: bytes.readUInt32LE(at + connection.offset),
      sends: (bytes.readUInt16LE(at + flags.offset) & eventFlag.FLAG_SEND) !== 0,
      bytes: bytes.subarray(start, start + bytes.readUInt32LE(at + captured.offset)),
    });
  }
  return found;
}
