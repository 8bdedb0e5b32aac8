import type { ExchangeDraft } from '../exchange/draft.ts';
import type { MessageSide } from '../protocol/exchange.ts';
import type { Http2Message } from './http2-message.ts';

/** A stream that is not over, with the exchange it carries (RFC 9113, section 5). */
export class Http2Stream {
  request: Http2Message | null = null;
  response: Http2Message | null = null;
  /** `null` as long as only a response was seen whose request may still be reported. */
  draft: ExchangeDraft | null = null;
  /** When a frame of it was last seen. */
  lastNs = 0;
  /** Frames of it may have been lost, in either direction; what ends it may be among them. */
  doubtful = false;

  constructor(
    readonly id: number,
    readonly pushed: boolean,
  ) {}

  message(side: MessageSide): Http2Message | null {
    return side === 'request' ? this.request : this.response;
  }

  /** The message of that side while it is not over. */
  openMessage(side: MessageSide): Http2Message | null {
    const message = this.message(side);
    return message?.ended ? null : message;
  }
}
