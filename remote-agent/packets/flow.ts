import { constants } from 'node:os';
import {
  endedBy,
  eventFlag,
  type PacketEvent,
  packetFlag,
  type Tuple,
  tcpState,
} from '../capture/events.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import { End, type EndOutput } from './end.ts';
import type { Owners } from './owners.ts';
import type { Piece } from './piece.ts';
import { Reassembly } from './reassembly.ts';
import { sentByClient } from './roles.ts';

const { ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT } = constants.errno;

export interface FlowOptions {
  readonly owners: Owners;
  readonly budget: MemoryBudget;
  readonly output: EndOutput;
  /** Which of the ends with these addresses are on this host. */
  readonly localEnds: (one: string, other: string) => readonly [boolean, boolean];
  readonly newKey: () => number;
}

/** One side of a connection: what it sends. */
interface Side {
  readonly stream: Reassembly;
  /** Told only where it is on this host, or where neither is. */
  readonly end: End | null;
}

/**
 * A TCP connection, made of its packets. The server's end tells its bytes, or the client's where only that is on
 * this host; the other one on this host tells its states.
 */
export class Flow {
  /** The time of its newest packet. */
  lastNs: number;
  readonly joined: boolean;
  /** The client's side, then the server's. */
  readonly #sides: readonly [Side, Side];
  /** Which of the two tells the bytes. */
  readonly #teller: 0 | 1;
  /** The direction of what the client sends. */
  readonly #fromClient: number;
  #closed = false;
  /** The side that sent the first FIN. */
  #endedFirst: 0 | 1 | null = null;
  /** When the newest SYN without an answer, and the newest answer, were seen. */
  #askedNs = 0;
  #answeredNs = 0;
  #ignored = false;

  constructor(first: PacketEvent, options: FlowOptions) {
    const { tuple } = first;
    const fromClient = sentByClient(first, options.owners);
    const client = fromClient ? tuple : mirrored(tuple);
    this.#fromClient = fromClient ? first.direction : 1 - first.direction;
    this.lastNs = first.timeNs;
    this.joined = (first.segment & packetFlag.PACKET_SYN) === 0;
    const here = options.localEnds(client.local.address, client.remote.address);
    this.#teller = here[0] && !here[1] ? 0 : 1;
    this.#sides = [
      this.#side(0, client, here[0], options),
      this.#side(1, mirrored(client), here[1], options),
    ];
    if (this.joined) this.#introduce(first.timeNs);
  }

  /** Nothing more is expected. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Something is missing that may still come: {@link expire} must be called. */
  get waiting(): boolean {
    return this.#sides[0].stream.waiting || this.#sides[1].stream.waiting;
  }

  packet(event: PacketEvent): void {
    this.lastNs = event.timeNs;
    if (this.#closed) return;
    const { segment, timeNs } = event;
    const from = event.direction === this.#fromClient ? 0 : 1;
    const mine = this.#sides[from];
    const peer = this.#sides[other(from)];
    if (segment & packetFlag.PACKET_RST) {
      // Where bytes are not told, the stream does not know how far it is.
      if (this.#ignored || mine.stream.mayResetAt(event.sequence)) this.#reset(from, timeNs);
      return;
    }
    if (segment & packetFlag.PACKET_SYN) this.#synchronized(event, mine, peer);
    else this.#established(timeNs);
    if (event.notHttp) this.#ignored = true;
    if (segment & packetFlag.PACKET_ACK && !this.#ignored) {
      if (!peer.stream.started) peer.stream.startAt(event.acknowledged);
      // A SYN that crosses another one acknowledges nothing of a stream.
      else if (!(segment & packetFlag.PACKET_SYN)) {
        peer.stream.acknowledged(event.acknowledged, timeNs);
      }
    }
    if (event.length > 0 && mine.stream.segment(event)) mine.end?.retransmitted(timeNs);
    if (segment & packetFlag.PACKET_FIN) this.#finished(event, mine.stream);
  }

  expire(nowNs: number): void {
    for (const { stream } of this.#sides) stream.expire(nowNs);
  }

  /** Nobody has answered since: the connection has failed. */
  unansweredSince(timeNs: number, nowNs: number): void {
    const answered = this.joined || this.#sides[1].stream.started;
    if (!this.#closed && !answered && this.lastNs < timeNs) this.#close(nowNs, ETIMEDOUT, 0);
  }

  /** No packet of it is expected any more, although it is not over. */
  flush(timeNs: number): void {
    if (!this.#ignored) for (const { stream } of this.#sides) stream.flush(timeNs);
  }

  #side(index: 0 | 1, tuple: Tuple, here: boolean, options: FlowOptions): Side {
    const { owners, budget, output, newKey } = options;
    const origin = index === 0 ? eventFlag.FLAG_CONNECTED : eventFlag.FLAG_ACCEPTED;
    const flags = this.joined ? eventFlag.FLAG_JOINED : origin;
    const told = here || index === this.#teller;
    const end = told ? new End(newKey(), tuple, flags, owners, output) : null;
    const sends = index === this.#teller;
    const consumer = {
      piece: (piece: Piece) => this.#told()?.moves(piece, sends),
      lost: (position: number, length: number, timeNs: number) =>
        this.#told()?.misses(position, length, timeNs, sends),
      ended: (timeNs: number) => this.#ended(index, timeNs),
    };
    return { stream: new Reassembly(consumer, budget), end };
  }

  #told(): End | null {
    return this.#sides[this.#teller].end;
  }

  #introduce(timeNs: number): void {
    for (const { end } of this.#sides) {
      end?.becomes(tcpState.established, timeNs, tcpState.established);
    }
  }

  #synchronized(
    { segment, sequence, acknowledged, timeNs }: PacketEvent,
    mine: Side,
    other: Side,
  ): void {
    const { end } = this.#sides[0];
    mine.stream.startAt(sequence);
    if (end?.state === tcpState.close) end.becomes(tcpState.synSent, timeNs);
    if (!(segment & packetFlag.PACKET_ACK)) {
      this.#askedNs = timeNs;
      return;
    }
    this.#answeredNs = timeNs;
    other.stream.startAt(acknowledged);
    if (end?.state !== tcpState.synSent) return;
    end.becomes(tcpState.established, timeNs, tcpState.synSent, usBetween(this.#askedNs, timeNs));
  }

  /** Both ends are open: the handshake is over, or was not seen. */
  #established(timeNs: number): void {
    const [client, server] = this.#sides;
    if (client.end?.state === tcpState.close) client.end.becomes(tcpState.synSent, timeNs);
    if (client.end?.state === tcpState.synSent) client.end.becomes(tcpState.established, timeNs);
    if (server.end?.state !== tcpState.close) return;
    const rttUs = usBetween(this.#answeredNs, timeNs);
    server.end.becomes(tcpState.established, timeNs, tcpState.synReceived, rttUs);
  }

  #finished(event: PacketEvent, stream: Reassembly): void {
    const sequence = (event.sequence + event.length) >>> 0;
    if (this.#ignored) stream.skipTo(sequence);
    stream.endAt(sequence, event.timeNs);
  }

  #ended(from: 0 | 1, timeNs: number): void {
    this.#endedFirst ??= from;
    const { end } = this.#sides[from];
    if (this.#sides[other(from)].stream.over) this.#close(timeNs, 0, 0);
    else if (end?.state === tcpState.established) end.becomes(tcpState.finWait1, timeNs);
  }

  #reset(from: 0 | 1, timeNs: number): void {
    this.flush(timeNs);
    const refused = from === 1 && this.#sides[0].end?.state === tcpState.synSent;
    const half = this.#sides[from].stream.over ? EPIPE : ECONNRESET;
    const error = refused ? ECONNREFUSED : half;
    this.#close(timeNs, from === 0 ? 0 : error, from === 0 ? error : 0);
  }

  #close(timeNs: number, clientError: number, serverError: number): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const [index, error] of [clientError, serverError].entries()) {
      const side = index === 0 ? 0 : 1;
      const { end, stream } = this.#sides[side];
      const sent = stream.position;
      const received = this.#sides[other(side)].stream.position;
      if (!end || end.state === tcpState.close) continue;
      end.closes(timeNs, { error, sent, received, endedBy: this.#endedBy(side, error) });
    }
  }

  #endedBy(side: 0 | 1, error: number): number {
    if (error === ETIMEDOUT) return endedBy.ENDED_BY_TIMEOUT;
    if (this.#endedFirst !== null) {
      return this.#endedFirst === side ? endedBy.ENDED_BY_LOCAL : endedBy.ENDED_BY_REMOTE;
    }
    return error === 0 ? endedBy.ENDED_BY_LOCAL : endedBy.ENDED_BY_RESET;
  }
}

function other(side: 0 | 1): 0 | 1 {
  return side === 0 ? 1 : 0;
}

/** A duration in microseconds; 0 where its beginning was not seen. */
function usBetween(fromNs: number, toNs: number): number {
  return fromNs === 0 ? 0 : Math.max(0, Math.round((toNs - fromNs) / 1000));
}

function mirrored({ local, remote, netns }: Tuple): Tuple {
  return { local: remote, remote: local, netns };
}
