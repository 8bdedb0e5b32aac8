import type { MessageLog } from '../exchange/message-log.ts';
import type { GrpcReader } from '../grpc/grpc-reader.ts';
import type { CompletenessNote, HeaderField, MessageSide } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { BodyPrefix } from './body.ts';
import { type FramingFields, noFraming } from './fields.ts';
import type { Head } from './head.ts';

/** One request or response as far as it was read. Times: CLOCK_MONOTONIC nanoseconds. */
export class Message {
  method = '';
  target = '';
  status = 0;
  reason = '';
  majorVersion: 1 | 2 = 1;
  /** The minor version of HTTP/1; above 1 it is read as 1 (RFC 9110, section 2.5). */
  minorVersion = 1;
  /** The request's `:authority`; `null` where there is none, as in HTTP/1. */
  authority: string | null = null;
  trailers: readonly HeaderField[] = [];
  /** What it carries piece by piece; see exchange/watch-content.ts. */
  log: MessageLog | null = null;
  grpc: GrpcReader | null = null;
  /** Content on the wire so far, missing bytes of known length included. */
  bodyBytes = 0;
  /** Bytes that no limit accounts for are missing. */
  holed = false;
  /** Where the message ends is not known any more. */
  damaged = false;
  ended = false;
  /** A response whose request was not seen: whether it has content is not certain. */
  requestUnseen = false;
  endNs: number;
  /** Position after the last byte, where the message ended as its framing says. */
  endPosition = 0;
  readonly notes: CompletenessNote[] = [];
  fields: readonly HeaderField[] = [];
  /** `null` where its fields were not read from a head of HTTP/1, or are not kept. */
  head: Head | null = null;
  #held = 0;
  #fieldsSize = 0;

  constructor(
    readonly side: MessageSide,
    /** Position of the first byte in its direction of the connection. */
    readonly position: number,
    readonly startNs: number,
    readonly body: BodyPrefix,
  ) {
    this.endNs = startNs;
  }

  /** 1xx but 101: the final response is still to come (RFC 9110, section 15.2). */
  get interim(): boolean {
    return this.status >= 100 && this.status < 200 && this.status !== 101;
  }

  /** Fields that need no reading, of `size` bytes. */
  setFields(fields: readonly HeaderField[], size: number): void {
    this.fields = fields;
    this.#fieldsSize = size;
  }

  setHead(head: Head): void {
    this.head = head;
    const { method, target, status, reason, minorVersion } = head.start;
    this.method = method;
    this.target = target;
    this.status = status;
    this.reason = reason;
    this.minorVersion = minorVersion;
    this.fields = head.fields;
    for (const what of head.odd) this.malformed(what);
  }

  get framingFields(): FramingFields {
    return this.head?.framing ?? noFraming;
  }

  /** Accounts for the memory of the head, or does without its fields. */
  hold(budget: MemoryBudget): void {
    const bytes = (this.head?.text.length ?? 0) + this.#fieldsSize;
    const size = bytes + this.fields.length * fieldOverhead + messageOverhead;
    if (budget.take(size)) this.#held += size;
    else {
      this.head = null;
      this.fields = [];
      this.malformed(notKept);
    }
  }

  /** Accounts for so many fields after the content, of `size` bytes in all; `false`: they must not be kept. */
  holdTrailers(count: number, size: number): boolean {
    const cost = size + count * fieldOverhead;
    if (this.body.budget.take(cost)) {
      this.#held += cost;
      return true;
    }
    this.malformed(notKept);
    return false;
  }

  /** Gives back all memory that the message was accounted for. */
  release(): void {
    this.body.release();
    this.log?.release();
    this.body.budget.give(this.#held);
    this.#held = 0;
  }

  malformed(what: string): void {
    const known = this.notes.some((note) => note.kind === 'malformed' && note.what === what);
    if (!known) this.notes.push({ kind: 'malformed', message: this.side, what });
  }

  /** Bytes of this message that were lost; `position` is that of the stream. */
  gap(position: number, length: number): void {
    this.holed = true;
    this.body.close();
    const last = this.notes.at(-1);
    const start = position - this.position;
    if (last?.kind === 'gap' && last.position + last.length === start) {
      this.notes[this.notes.length - 1] = { ...last, length: last.length + length };
    } else if (this.notes.length < maximumNotes) {
      this.notes.push({ kind: 'gap', message: this.side, position: start, length });
    }
  }
}

const maximumNotes = 100;
/** About what a message takes beside its bytes, */
const messageOverhead = 512;
/** and a field of it. */
const fieldOverhead = 120;
const notKept = 'header fields not kept, because too many messages are open';
