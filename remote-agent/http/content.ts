import { ChunkedContent } from './chunked.ts';
import type { Framing } from './framing.ts';
import type { Message } from './message.ts';

/**
 * What missing bytes mean for a content. `inside`: its framing tells where it goes on. `over`: it ended among
 * them. `presumed-end`: they are as many as its end has. `lost`: where it ends is not known any more.
 */
export type SkipVerdict = 'inside' | 'over' | 'presumed-end' | 'lost';

/** The content of one message, as its framing delimits it (RFC 9112, section 6). */
export interface Content {
  readonly done: boolean;
  /** The bytes do not follow the framing: where the message ends cannot be known. */
  readonly broken: boolean;
  /** Only the end of the connection ends it. */
  readonly endsWithConnection: boolean;
  /** Takes `bytes[at, end)` and returns the index after what belongs to the message. */
  read(bytes: Buffer, at: number, end: number): number;
  /** Where it ends is lost: whether `bytes[start, end)`, all of one event, are its end. */
  isEnd(bytes: Buffer, start: number, end: number): boolean;
  /** `length` bytes are missing. */
  skip(length: number): SkipVerdict;
  /** After `over`: how many of the missing bytes came after the content. */
  readonly excess: number;
}

/** `null` where there is no content. */
export function contentOf(framing: Framing, message: Message): Content | null {
  switch (framing.kind) {
    case 'length':
      return framing.length === 0 ? null : new SizedContent(message, framing.length);
    case 'chunked':
      return new ChunkedContent(message);
    case 'until-close':
      return new OpenContent(message);
    case 'tunnel':
      return null;
  }
}

class SizedContent implements Content {
  readonly broken = false;
  readonly endsWithConnection = false;
  excess = 0;

  constructor(
    readonly message: Message,
    public remaining: number,
  ) {}

  get done(): boolean {
    return this.remaining === 0;
  }

  read(bytes: Buffer, at: number, end: number): number {
    const taken = Math.min(end - at, this.remaining);
    this.message.body.append(bytes, at, at + taken);
    this.message.bodyBytes += taken;
    this.remaining -= taken;
    return at + taken;
  }

  isEnd(): boolean {
    return false;
  }

  skip(length: number): SkipVerdict {
    const inside = Math.min(length, this.remaining);
    this.message.bodyBytes += inside;
    this.message.body.close();
    this.remaining -= inside;
    this.excess = length - inside;
    return this.remaining === 0 ? 'over' : 'inside';
  }
}

class OpenContent implements Content {
  readonly done = false;
  readonly broken = false;
  readonly endsWithConnection = true;
  readonly excess = 0;

  constructor(readonly message: Message) {}

  read(bytes: Buffer, at: number, end: number): number {
    this.message.body.append(bytes, at, end);
    this.message.bodyBytes += end - at;
    return end;
  }

  isEnd(): boolean {
    return false;
  }

  skip(length: number): SkipVerdict {
    this.message.bodyBytes += length;
    this.message.body.close();
    return 'inside';
  }
}
