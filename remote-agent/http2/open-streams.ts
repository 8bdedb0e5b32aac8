import { type DraftListener, ExchangeDraft, type MissingReason } from '../exchange/draft.ts';
import type { MessageSide } from '../protocol/exchange.ts';
import { errorCodeName } from './error-code.ts';
import type { Http2Message } from './http2-message.ts';
import { Http2Stream } from './http2-stream.ts';

/** A response may be reported so much earlier than the request that it answers. */
const earlyNs = 20e6;
/** A stream whose end may have been lost must be silent for so long. */
const quietNs = 1000e6;
/** Servers take a few hundred at most. */
const mostStreams = 4096;

/** The streams of a connection that are not over, in the order in which they began: each becomes one exchange. */
export class OpenStreams {
  readonly #streams = new Map<number, Http2Stream>();
  /** How many have no request so far. */
  #early = 0;
  #doubtful = 0;
  #ordinal = 0;

  constructor(readonly listener: DraftListener) {}

  /** Whether the passing of time may end one, see `expire`. */
  get waiting(): boolean {
    return this.#early > 0 || this.#doubtful > 0;
  }

  readonly has = (id: number): boolean => this.#streams.has(id);

  get(id: number): Http2Stream | undefined {
    return this.#streams.get(id);
  }

  all(): IterableIterator<Http2Stream> {
    return this.#streams.values();
  }

  /** Where there are too many, the oldest one gives way. */
  open(id: number, pushed: boolean): Http2Stream {
    if (this.#streams.size >= mostStreams) {
      for (const oldest of this.#streams.values()) {
        this.giveUp(oldest, 'lost', null);
        break;
      }
    }
    const stream = new Http2Stream(id, pushed);
    this.#streams.set(id, stream);
    return stream;
  }

  /** One of which the response comes first. */
  openAnswered(id: number): Http2Stream {
    const stream = this.open(id, id % 2 === 0);
    this.#early++;
    return stream;
  }

  begin(stream: Http2Stream, request: Http2Message): void {
    if (stream.response && !stream.draft) this.#early--;
    stream.request = request;
    this.#beginDraft(stream);
  }

  /** Frames of it may have been lost. */
  doubt(stream: Http2Stream, noticedNs: number): void {
    if (!stream.doubtful) this.#doubtful++;
    stream.doubtful = true;
    stream.lastNs = Math.max(stream.lastNs, noticedNs);
  }

  expire(nowNs: number): void {
    if (!this.waiting) return;
    for (const stream of this.#streams.values()) {
      const silentNs = nowNs - stream.lastNs;
      if (!stream.draft && silentNs > earlyNs) this.#beginWithoutRequest(stream);
      if (stream.doubtful && silentNs > quietNs) this.giveUp(stream, 'lost', null);
    }
  }

  endMessage(stream: Http2Stream, message: Http2Message, endedNs: number): void {
    message.ended = true;
    message.endNs = Math.max(message.endNs, endedNs);
    stream.lastNs = endedNs;
    const { request, response } = stream;
    const empty = request?.method === 'HEAD' || message.status === 304;
    if (request && !empty) message.checkLength();
    // What a request lacks at its end does not come after the response.
    if (response?.ended && request?.damaged && stream.doubtful) request.ended = true;
    if (response?.ended && (request ? request.ended : stream.draft)) this.#end(stream);
  }

  /** Its end of that side breaks it off (RFC 9113, sections 6.4 and 6.8). */
  reset(stream: Http2Stream, side: MessageSide, code: number, nowNs: number): void {
    const { draft, id, pushed } = stream;
    if (draft) {
      const by = side === 'request' ? 'client' : 'server';
      const reset = { by, code: errorCodeName(code) } as const;
      draft.stream = { id, ...(pushed ? { pushed } : {}), reset };
    }
    this.giveUp(stream, 'reset', nowNs);
  }

  /** The stream is over, whatever its messages lack. */
  giveUp(stream: Http2Stream, reason: MissingReason, endNs: number | null): void {
    if (!stream.draft) this.#beginWithoutRequest(stream);
    const { draft, request, response } = stream;
    if (!draft || draft.ended) return;
    for (const message of [request, response]) {
      if (message && !message.ended) cutShort(message, stream.doubtful && reason === 'lost');
    }
    if (!response) {
      draft.missing = reason;
      draft.endNs = endNs;
    }
    this.#end(stream);
  }

  #beginDraft(stream: Http2Stream): void {
    const draft = new ExchangeDraft(this.#ordinal++, stream.request);
    draft.response = stream.response;
    draft.stream = stream.pushed ? { id: stream.id, pushed: true } : { id: stream.id };
    stream.draft = draft;
    this.listener.began(draft);
  }

  #beginWithoutRequest(stream: Http2Stream): void {
    this.#early--;
    if (stream.response) stream.response.requestUnseen = true;
    this.#beginDraft(stream);
    if (stream.response?.ended) this.#end(stream);
  }

  #end(stream: Http2Stream): void {
    if (stream.doubtful) this.#doubtful--;
    stream.doubtful = false;
    this.#streams.delete(stream.id);
    stream.request?.releaseTunnel();
    stream.response?.releaseTunnel();
    const { draft, response, request } = stream;
    if (!draft || draft.ended) return;
    draft.ended = true;
    if (response) draft.endNs = Math.max(response.endNs, request?.endNs ?? 0);
    this.listener.ended(draft);
  }
}

/** `gapKnown`: missing bytes are noted already, and its end is thought to be among them. */
export function cutShort(message: Http2Message, gapKnown: boolean): void {
  const { side, bodyBytes } = message;
  message.ended = true;
  if (!gapKnown) message.notes.push({ kind: 'cut', message: side, received: bodyBytes });
}
