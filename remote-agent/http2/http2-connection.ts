import { type DraftListener, ExchangeDraft, type MissingReason } from '../exchange/draft.ts';
import { RecentKeys } from '../exchange/recent-keys.ts';
import { watchContent } from '../exchange/watch-content.ts';
import type { ProtocolReader, ReaderOptions } from '../http/protocol-reader.ts';
import type { MessageSide, Side } from '../protocol/exchange.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import { openWebSocket } from '../websocket/websocket-connection.ts';
import { errorCodeName } from './error-code.ts';
import { longestPayload } from './frame.ts';
import { type DirectionListener, Http2Direction } from './http2-direction.ts';
import { type Http2Message, newMessage } from './http2-message.ts';
import { Http2Stream } from './http2-stream.ts';
import { SectionFields } from './section-fields.ts';
import type { FieldSection } from './section-reader.ts';

/** A response may be reported so much earlier than the request that it answers. */
const earlyNs = 20e6;
/** A stream whose end may have been lost must be silent for so long. */
const quietNs = 1000e6;
/** Streams of one connection that may be open; servers take a few hundred at most. */
const mostStreams = 4096;

/** Both directions of an HTTP/2 connection (RFC 9113), and what its streams make together. */
export class Http2Connection implements ProtocolReader, DirectionListener {
  readonly side: Side;
  readonly sent: StreamConsumer;
  readonly received: StreamConsumer;
  readonly #requests: Http2Direction;
  readonly #responses: Http2Direction;
  /** Those that are open, in the order in which they began. */
  readonly #streams = new Map<number, Http2Stream>();
  /** Of these, how many have no request so far. */
  #early = 0;
  #doubtful = 0;
  #ordinal = 0;
  #highestRequested = 0;
  #highestPromised = 0;
  readonly #reset = new RecentKeys(256);
  /** Frames went by that were not seen. */
  #lossy: boolean;

  constructor(
    readonly options: ReaderOptions,
    readonly listener: DraftListener,
  ) {
    const { side, budget, joined } = options;
    this.side = side;
    this.#lossy = joined;
    this.#requests = new Http2Direction('request', this, budget, joined);
    this.#responses = new Http2Direction('response', this, budget, joined);
    const isServer = side === 'server';
    this.sent = (isServer ? this.#responses : this.#requests).reader;
    this.received = (isServer ? this.#requests : this.#responses).reader;
  }

  get waiting(): boolean {
    return this.#early > 0 || this.#doubtful > 0;
  }

  get highestStream(): number {
    return Math.max(this.#highestRequested, this.#highestPromised);
  }

  readonly isOpen = (stream: number): boolean => this.#streams.has(stream);

  expire(nowNs: number): void {
    if (!this.waiting) return;
    for (const stream of this.#streams.values()) {
      const silentNs = nowNs - stream.lastNs;
      if (!stream.draft && silentNs > earlyNs) this.#beginWithoutRequest(stream);
      if (stream.doubtful && silentNs > quietNs) this.#giveUp(stream, 'lost', null);
    }
  }

  sendingEnded(timeNs: number): void {
    this.#endDirection(this.side === 'server' ? this.#responses : this.#requests, timeNs);
  }

  finish(reason: MissingReason, endedNs: number): void {
    this.#endDirection(this.#requests, endedNs);
    this.#endDirection(this.#responses, endedNs);
    const endNs = reason === 'trace-ended' ? null : endedNs;
    for (const stream of this.#streams.values()) this.#giveUp(stream, reason, endNs);
  }

  section(side: MessageSide, section: FieldSection, endedNs: number): void {
    const read = new SectionFields(section.block);
    if (section.promised !== 0) this.#promise(section, read, endedNs);
    else if (side === 'request') this.#requestSection(section, read, endedNs);
    else this.#responseSection(section, read, endedNs);
  }

  messageOf(side: MessageSide, id: number, nowNs: number): Http2Message | null {
    const stream = this.#streams.get(id);
    if (!stream) return null;
    stream.lastNs = nowNs;
    return stream.openMessage(side);
  }

  streamEnds(side: MessageSide, id: number, endedNs: number): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    const message = stream.openMessage(side);
    if (message) this.#endMessage(stream, message, endedNs);
    // The head of the response was among what was lost.
    else if (side === 'response' && !stream.response) this.#giveUp(stream, 'lost', endedNs);
  }

  reset(side: MessageSide, id: number, code: number, nowNs: number): void {
    this.#reset.add(id);
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#tellReset(stream, side, code);
    this.#giveUp(stream, 'reset', nowNs);
  }

  goaway(side: MessageSide, lastStream: number, code: number, nowNs: number): void {
    for (const stream of this.#streams.values()) {
      const byClient = stream.id % 2 === 1;
      if (stream.id <= lastStream || byClient !== (side === 'response')) continue;
      this.#tellReset(stream, side, code);
      this.#giveUp(stream, 'reset', nowNs);
    }
  }

  /** The connection began with an HTTP/1 request, which stream 1 answers (RFC 7540, section 3.2). */
  upgraded(request: Http2Message): void {
    const stream = this.#open(1, false);
    stream.request = request;
    stream.lastNs = request.endNs;
    this.#highestRequested = 1;
    request.hold(this.options.budget);
    this.#beginDraft(stream);
  }

  takesLength(side: MessageSide, maximumLength: number): void {
    const other = side === 'request' ? this.#responses : this.#requests;
    const length = Math.min(maximumLength, longestPayload);
    other.maximumLength = Math.max(other.maximumLength, length);
  }

  lost(side: MessageSide, length: number, cause: HoleCause, noticedNs: number): void {
    this.#lossy = true;
    const open = [...this.#streams.values()].filter((stream) => !stream.message(side)?.ended);
    const [only] = open;
    const sized = only && open.length === 1 ? only.openMessage(side) : null;
    if (only && sized && cause === 'limit' && sized.takeUncounted(length)) {
      this.#endMessage(only, sized, noticedNs);
      return;
    }
    for (const stream of open) {
      stream.openMessage(side)?.missing(length);
      if (!stream.doubtful) this.#doubtful++;
      stream.doubtful = true;
      stream.lastNs = Math.max(stream.lastNs, noticedNs);
    }
  }

  #requestSection(section: FieldSection, read: SectionFields, endedNs: number): void {
    let stream = this.#streams.get(section.stream);
    if (stream?.request) {
      this.#trailers(stream, stream.request, section, read, endedNs);
      return;
    }
    // Its response was told alone, because this came too late.
    if (stream?.draft || (!stream && this.#isOver(section, read))) return;
    stream ??= this.#open(section.stream, false);
    this.#highestRequested = Math.max(this.#highestRequested, section.stream);
    this.#beginRequest(stream, section, read, endedNs);
    if (section.endStream && stream.request) this.#endMessage(stream, stream.request, endedNs);
  }

  #responseSection(section: FieldSection, read: SectionFields, endedNs: number): void {
    let stream = this.#streams.get(section.stream);
    if (stream?.response) {
      this.#trailers(stream, stream.response, section, read, endedNs);
      return;
    }
    const interim = read.status >= 100 && read.status < 200 && !section.endStream;
    if (interim) {
      if (stream) stream.lastNs = endedNs;
      return;
    }
    if (this.#lossy && isTrailers(section, read)) {
      // The head and the content were among what was lost.
      if (stream) this.#giveUp(stream, 'lost', endedNs);
      return;
    }
    if (!stream) {
      if (read.status === 0 || this.#isAnswered(section.stream)) return;
      stream = this.#open(section.stream, section.stream % 2 === 0);
      this.#early++;
    }
    const response = this.#newMessage('response', section, read);
    stream.response = response;
    stream.lastNs = endedNs;
    if (stream.draft) stream.draft.response = response;
    if (stream.request && opensTunnel(stream.request, response)) {
      this.#openTunnel(stream, stream.request, response, endedNs);
    }
    if (section.endStream && !response.ended) this.#endMessage(stream, response, endedNs);
  }

  /** The stream carries another protocol from here on (RFC 9113, section 8.5; RFC 8441). */
  #openTunnel(
    stream: Http2Stream,
    request: Http2Message,
    response: Http2Message,
    endedNs: number,
  ): void {
    if (request.protocol === 'websocket') {
      const { budget } = this.options;
      const { fromClient, fromServer } = openWebSocket(request, response, {
        budget,
        joined: false,
      });
      request.tunnel = fromClient;
      response.tunnel = fromServer;
      return;
    }
    for (const message of [request, response]) {
      if (!message.ended) this.#endMessage(stream, message, endedNs);
    }
  }

  /** RFC 9113, section 8.4: the server says what it answers without having been asked. */
  #promise(section: FieldSection, read: SectionFields, endedNs: number): void {
    if (section.promised === 0 || section.promised % 2 === 1) return;
    if (this.#streams.has(section.promised) || section.promised <= this.#highestPromised) return;
    this.#highestPromised = section.promised;
    const stream = this.#open(section.promised, true);
    this.#beginRequest(stream, section, read, endedNs);
    if (stream.request) this.#endMessage(stream, stream.request, endedNs);
  }

  #beginRequest(
    stream: Http2Stream,
    section: FieldSection,
    read: SectionFields,
    endedNs: number,
  ): void {
    const request = this.#newMessage('request', section, read);
    if (stream.response && !stream.draft) this.#early--;
    stream.request = request;
    stream.lastNs = endedNs;
    this.#beginDraft(stream);
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

  #newMessage(side: MessageSide, section: FieldSection, read: SectionFields): Http2Message {
    const { captureLimit, budget } = this.options;
    const message = newMessage(side, section, captureLimit, budget);
    message.begin(section, read);
    message.hold(budget);
    watchContent(message, budget);
    return message;
  }

  #trailers(
    stream: Http2Stream,
    message: Http2Message,
    section: FieldSection,
    read: SectionFields,
    endedNs: number,
  ): void {
    stream.lastNs = endedNs;
    if (message.ended) return;
    message.endWith(section, read);
    if (section.endStream) this.#endMessage(stream, message, endedNs);
  }

  /** A section of a stream that is not open: late, or the end of a request of which nothing else was seen. */
  #isOver({ stream, endStream }: FieldSection, read: SectionFields): boolean {
    if (stream % 2 === 0 || stream <= this.#highestRequested) return true;
    return this.#lossy && endStream && read.hasNoPseudoFields;
  }

  /** A response that is told alone answers a request that was lost, or is not reported yet. */
  #isAnswered(id: number): boolean {
    const known = id % 2 === 0 ? this.#highestPromised : this.#highestRequested;
    return id <= known && (!this.#lossy || this.#reset.has(id));
  }

  #open(id: number, pushed: boolean): Http2Stream {
    if (this.#streams.size >= mostStreams) {
      for (const oldest of this.#streams.values()) {
        this.#giveUp(oldest, 'lost', null);
        break;
      }
    }
    const stream = new Http2Stream(id, pushed);
    this.#streams.set(id, stream);
    return stream;
  }

  #endMessage(stream: Http2Stream, message: Http2Message, endedNs: number): void {
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

  #end(stream: Http2Stream): void {
    this.#close(stream);
    stream.request?.releaseTunnel();
    stream.response?.releaseTunnel();
    const { draft, response, request } = stream;
    if (!draft || draft.ended) return;
    draft.ended = true;
    if (response) draft.endNs = Math.max(response.endNs, request?.endNs ?? 0);
    this.listener.ended(draft);
  }

  /** The stream is over, whatever its messages lack. */
  #giveUp(stream: Http2Stream, reason: MissingReason, endNs: number | null): void {
    if (!stream.draft) this.#beginWithoutRequest(stream);
    const { draft, request, response } = stream;
    if (!draft || draft.ended) return;
    for (const message of [request, response]) {
      if (message && !message.ended) cut(message, stream.doubtful && reason === 'lost');
    }
    if (!response) {
      draft.missing = reason;
      draft.endNs = endNs;
    }
    this.#end(stream);
  }

  #close(stream: Http2Stream): void {
    if (stream.doubtful) this.#doubtful--;
    stream.doubtful = false;
    this.#streams.delete(stream.id);
  }

  /** No more frames come; responses to requests that are cut may still do. */
  #endDirection(direction: Http2Direction, endedNs: number): void {
    direction.finish(endedNs);
    for (const stream of this.#streams.values()) {
      const message = stream.openMessage(direction.side);
      if (!message) continue;
      cut(message, false);
      this.#endMessage(stream, message, message.endNs);
    }
  }

  #tellReset({ draft, id, pushed }: Http2Stream, side: MessageSide, code: number): void {
    if (!draft) return;
    const by = side === 'request' ? 'client' : 'server';
    const reset = { by, code: errorCodeName(code) } as const;
    draft.stream = { id, ...(pushed ? { pushed } : {}), reset };
  }
}

/** A section that cannot begin a response, with no field left out that might be its `:status`. */
function isTrailers({ endStream, block }: FieldSection, read: SectionFields): boolean {
  return endStream && read.hasNoPseudoFields && block.unknown === 0 && !block.broken;
}

function opensTunnel(request: Http2Message, { status }: Http2Message): boolean {
  return request.method === 'CONNECT' && status >= 200 && status < 300;
}

/** `gapKnown`: missing bytes are noted already, and its end is thought to be among them. */
function cut(message: Http2Message, gapKnown: boolean): void {
  const { side, bodyBytes } = message;
  message.ended = true;
  if (!gapKnown) message.notes.push({ kind: 'cut', message: side, received: bodyBytes });
}
