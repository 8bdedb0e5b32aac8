import {
  type ConnectionKey,
  type DataEvent,
  type EventHandler,
  endedBy,
  eventFlag,
  type Tuple,
  tcpState,
} from '../capture/events.ts';
import type { Owner, Owners } from './owners.ts';
import type { Piece } from './piece.ts';

export type EndOutput = Pick<EventHandler, 'socket' | 'data' | 'retransmit'>;

/** What is known of a connection that is over, as its end sees it. */
export interface Outcome {
  /** Positive errno, or 0. */
  readonly error: number;
  /** Payload bytes in total. */
  readonly sent: number;
  readonly received: number;
  /** enum ended_by */
  readonly endedBy: number;
}

const noOutcome: Outcome = { error: 0, sent: 0, received: 0, endedBy: endedBy.ENDED_UNKNOWN };

const retransmitEveryNs = 1e9;
const nothing = Buffer.alloc(0);

/** One end of a connection, as the trace is told of it: like a socket whose process is asked. */
export class End {
  /** As in the kernel's tcp_states.h. */
  #state: number = tcpState.close;
  /** Segments that were sent again since that was told. */
  #untold = 0;
  #toldNs = 0;

  constructor(
    readonly key: ConnectionKey,
    readonly tuple: Tuple,
    /** Of the connection: joined, accepted or connected. */
    readonly flags: number,
    readonly owners: Owners,
    readonly output: EndOutput,
  ) {}

  get state(): number {
    return this.#state;
  }

  get owner(): Owner | undefined {
    const { tuple, flags, owners } = this;
    return (
      owners.of(tuple) ?? (flags & eventFlag.FLAG_CONNECTED ? undefined : owners.listening(tuple))
    );
  }

  /** `from` in place of the state that was told last; `rttUs` where the handshake was seen. */
  becomes(newState: number, timeNs: number, from: number = this.#state, rttUs = 0): void {
    this.#tell(from, newState, timeNs, noOutcome, rttUs);
  }

  closes(timeNs: number, outcome: Outcome): void {
    this.#tell(this.#state, tcpState.close, timeNs, outcome, 0);
  }

  /** A segment was sent again. A connection that does so a lot is told so once a second, with a count. */
  retransmitted(timeNs: number): void {
    this.#untold++;
    if (timeNs - this.#toldNs < retransmitEveryNs) return;
    const { key, flags } = this;
    const segments = this.#untold;
    this.#untold = 0;
    this.#toldNs = timeNs;
    this.output.retransmit({ connection: key, flags, timeNs, segments, rttUs: 0 });
  }

  /** Bytes that this end sent or received. */
  moves(piece: Piece, sends: boolean): void {
    const { position, length, bytes, start, end, timeNs, unreadable } = piece;
    this.#data(sends, unreadable, timeNs, position, length, bytes, start, end);
  }

  misses(position: number, length: number, timeNs: number, sends: boolean): void {
    this.#data(sends, true, timeNs, position, length, nothing, 0, 0);
  }

  #data(
    sends: boolean,
    unreadable: boolean,
    timeNs: number,
    position: number,
    moved: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    const { owner } = this;
    const event: DataEvent = {
      connection: this.key,
      flags:
        this.flags |
        (sends ? eventFlag.FLAG_SEND : 0) |
        (unreadable ? eventFlag.FLAG_UNREADABLE : 0),
      timeNs,
      beganNs: timeNs,
      position,
      moved,
      pid: owner?.pid ?? 0,
      tid: owner?.tid ?? 0,
      comm: owner?.comm ?? '',
      bytes,
      start,
      end,
    };
    this.output.data(event);
  }

  #tell(oldState: number, newState: number, timeNs: number, outcome: Outcome, rttUs: number): void {
    this.#state = newState;
    const { owner } = this;
    this.output.socket({
      ...outcome,
      connection: this.key,
      flags: this.flags,
      timeNs,
      pid: owner?.pid ?? 0,
      comm: owner?.comm ?? '',
      tuple: this.tuple,
      oldState,
      newState,
      rttUs,
      // No packet tells these.
      read: 0,
      segmentsIn: 0,
      dataSegmentsIn: 0,
      segmentsOut: 0,
      retransmitted: 0,
    });
  }
}
