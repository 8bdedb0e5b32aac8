import { eventEnums } from '../../dist/generated/event-layout.ts';
import type { Endpoint } from '../protocol/exchange.ts';

/** Unique for the life of a trace. A bigint only where a number could not hold it exactly. */
export type ConnectionKey = number | bigint;

export const eventType = eventEnums.event_type;
export const eventFlag = eventEnums.event_flag;
export const packetFlag = eventEnums.packet_flag;
export const endedBy = eventEnums.ended_by;

/** The states of include/net/tcp_states.h that matter here. */
export const tcpState = {
  established: 1,
  synSent: 2,
  synReceived: 3,
  finWait1: 4,
  close: 7,
  lastAck: 9,
  listen: 10,
} as const;

/** The four-tuple of a connection; IPv4 addresses mapped into IPv6 appear as IPv4. */
export interface Tuple {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Inode of the network namespace. */
  readonly netns: number;
}

/** Times of events are CLOCK_MONOTONIC nanoseconds. */
export interface SocketEvent {
  readonly connection: ConnectionKey;
  readonly flags: number;
  readonly timeNs: number;
  readonly pid: number;
  readonly comm: string;
  readonly tuple: Tuple;
  readonly oldState: number;
  readonly newState: number;
  /** Positive errno, or 0. */
  readonly error: number;
  /**
   * Payload bytes so far: where it closes as the kernel counts them, where a connection older than the trace is
   * introduced the positions from which its data events count.
   */
  readonly sent: number;
  readonly received: number;
  /** Of those received, the ones that the process took. */
  readonly read: number;
  /** Smoothed round-trip time in microseconds; 0: not measured. */
  readonly rttUs: number;
  /** The counters below: only where it closes, and 0 where the capture design does not know them. */
  readonly segmentsIn: number;
  readonly dataSegmentsIn: number;
  readonly segmentsOut: number;
  readonly retransmitted: number;
  /** enum ended_by */
  readonly endedBy: number;
}

/** Segments were sent again; under loss only now and then, with a count. */
export interface RetransmitEvent {
  readonly connection: ConnectionKey;
  readonly flags: number;
  readonly timeNs: number;
  /** Since the last of these events. */
  readonly segments: number;
  readonly rttUs: number;
}

/** One end of a connected Unix stream socket: before its first data event, and when it closes. */
export interface UnixEvent {
  readonly connection: ConnectionKey;
  readonly peer: ConnectionKey;
  readonly flags: number;
  readonly timeNs: number;
  readonly pid: number;
  readonly comm: string;
  /** Of the end that listened, `@name` for an abstract name; empty for a pair without names. */
  readonly path: string;
  readonly closed: boolean;
  /** Bytes so far, where it is closed. */
  readonly sent: number;
  readonly received: number;
}

/** The captured bytes are `bytes[start, end)`; they stay valid for as long as they are referred to. */
export interface DataEvent {
  readonly connection: ConnectionKey;
  readonly flags: number;
  readonly timeNs: number;
  readonly beganNs: number;
  readonly position: number;
  readonly moved: number;
  readonly pid: number;
  /** The thread. */
  readonly tid: number;
  /** Decoded only when asked for: most events come from a task that is known already. */
  readonly comm: string;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A TCP segment or a part of one; what was captured of it is `bytes[start, end)`. */
export interface PacketEvent {
  /** The kernel's entry for the connection: it may have several, one after another. */
  readonly entry: ConnectionKey;
  /** Enum event_flag. */
  readonly flags: number;
  readonly timeNs: number;
  /** Local: where it came from. Decoded when asked for. */
  readonly tuple: Tuple;
  /** Of the first payload byte; of a SYN, the one after it. */
  readonly sequence: number;
  readonly acknowledged: number;
  /** Payload bytes. */
  readonly length: number;
  /** Enum packet_flag. */
  readonly segment: number;
  /** The connection's payload is not told. */
  readonly notHttp: boolean;
  /** Which of the two ends sent it: 0 or 1, the same for all packets of a tuple. */
  readonly direction: number;
  /** What is not there could not be read although the limit allowed it. */
  readonly unreadable: boolean;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Whose socket has the local end of a connection, or listens where there is no remote port. */
export interface OwnerEvent {
  readonly timeNs: number;
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly tuple: Tuple;
}

/** What a process was started as, told when it opens a connection. */
export interface ProcessEvent {
  readonly timeNs: number;
  readonly pid: number;
  readonly comm: string;
  /** The arguments joined by blanks, as far as the kernel could read them; empty where it could not. */
  readonly command: string;
}

export interface LossEvent {
  readonly reason: number;
  readonly events: number;
  readonly bytes: number;
}

export interface ClockEvent {
  readonly timeNs: number;
  readonly realtimeNs: number;
}

/** Who takes the decoded events. `report` is the loader's JSON, not yet looked at. */
export interface EventHandler {
  socket(event: SocketEvent): void;
  retransmit(event: RetransmitEvent): void;
  unix(event: UnixEvent): void;
  data(event: DataEvent): void;
  process(event: ProcessEvent): void;
  loss(event: LossEvent): void;
  clock(event: ClockEvent): void;
  report(json: string): void;
}

/** Who takes what the packets design tells in place of sockets and data. */
export interface PacketHandler {
  packet(event: PacketEvent): void;
  owner(event: OwnerEvent): void;
}
