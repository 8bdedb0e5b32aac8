import type { MessageKind, MessageStreamProtocol } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';

/** One WebSocket frame, server-sent event or gRPC message as it was seen. */
export interface LoggedMessage {
  /** CLOCK_MONOTONIC ns of its last byte. */
  readonly timeNs: number;
  readonly kind: MessageKind;
  /** Bytes of its payload on the wire. */
  readonly size: number;
  /** What is kept of the payload, decoded, one character a byte. */
  readonly content: string;
  /** The whole payload is in `content`. */
  readonly whole: boolean;
  readonly more?: MessageDetails;
}

export interface MessageDetails {
  /** WebSocket: a part of a message that others follow. */
  readonly unfinished?: true;
  /** The payload was compressed. */
  readonly compressed?: true;
  /** Why `content` is empty although there was a payload. */
  readonly undecodable?: string;
  /** Of a close frame. */
  readonly closeCode?: number;
  readonly eventType?: string;
  readonly eventId?: string;
}

/** So many of the latest are kept, */
const mostKept = 100;
/** and so many bytes of their contents, */
const mostBytes = 64 * 1024;
/** and of each so many. */
export const contentLimit = 4096;
const overhead = 100;

/** The latest of what one message of an exchange carries piece by piece. */
export class MessageLog {
  /** All that were seen. */
  total = 0;
  /** Bytes are missing among which there may have been others. */
  lossy = false;
  #kept: LoggedMessage[] = [];
  #bytes = 0;
  /** Its exchange is over for whoever is told of it; the connection may go on. */
  #released = false;

  constructor(
    readonly protocol: MessageStreamProtocol,
    readonly budget: MemoryBudget,
  ) {}

  get latest(): readonly LoggedMessage[] {
    return this.#kept;
  }

  add(message: LoggedMessage): void {
    this.total++;
    const size = sizeOf(message);
    while (this.#kept.length >= mostKept || (this.#bytes + size > mostBytes && this.#kept[0])) {
      this.#forgetOldest();
    }
    if (this.#released || !this.budget.take(size)) return;
    this.#kept.push(message);
    this.#bytes += size;
  }

  release(): void {
    this.budget.give(this.#bytes);
    this.#kept = [];
    this.#bytes = 0;
    this.#released = true;
  }

  #forgetOldest(): void {
    const oldest = this.#kept.shift();
    if (!oldest) return;
    this.#bytes -= sizeOf(oldest);
    this.budget.give(sizeOf(oldest));
  }
}

function sizeOf({ content, more }: LoggedMessage): number {
  return content.length + (more?.eventType?.length ?? 0) + (more?.eventId?.length ?? 0) + overhead;
}
