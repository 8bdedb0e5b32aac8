import type { DraftListener, MissingReason } from '../exchange/draft.ts';
import { RecentKeys } from '../exchange/recent-keys.ts';
import { watchContent } from '../exchange/watch-content.ts';
import type { ProtocolReader, ReaderOptions } from '../http/protocol-reader.ts';
import type { MessageSide, Side } from '../protocol/exchange.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import { openWebSocket } from '../websocket/websocket-connection.ts';
import { longestPayload } from './frame.ts';
import { type DirectionListener, Http2Direction } from './http2-direction.ts';
import { type Http2Message, newMessage } from './http2-message.ts';
import type { Http2Stream } from './http2-stream.ts';
import { cutShort, OpenStreams } from './open-streams.ts';
import { SectionFields } from './section-fields.ts';
import type { FieldSection } from './section-reader.ts';

/** Both directions of an HTTP/2 connection (RFC 9113), and what its streams make together. */
export class Http2Connection implements ProtocolReader, DirectionListener {
  readonly side: Side;
  readonly sent: StreamConsumer;
  readonly received: StreamConsumer;
  readonly #requests: Http2Direction;
  readonly #responses: Http2Direction;
  readonly #streams: OpenStreams;
  #highestRequested = 0;
  #highestPromised = 0;
  readonly #reset = new RecentKeys(256);
  /** Frames went by that were not seen. */
  #lossy: boolean;

  constructor(
    readonly options: ReaderOptions,
    listener: DraftListener,
  ) {
    const { side, budget, joined } = options;
    this.side = side;
    this.#lossy = joined;
    this.#streams = new OpenStreams(listener);
    this.#requests = new Http2Direction('request', this, budget, joined);
    this.#responses = new Http2Direction('response', this, budget, joined);
    const isServer = side === 'server';
    this.sent = (isServer ? this.#responses : this.#requests).reader;
    this.received = (isServer ? this.#requests : this.#responses).reader;
  }

  get waiting(): boolean {
    return this.#streams.waiting;
  }

  get highestStream(): number {
    return Math.max(this.#highestRequested, this.#highestPromised);
  }

  readonly isOpen = (stream: number): boolean => this.#streams.has(stream);

  expire(nowNs: number): void {
    this.#streams.expire(nowNs);
  }

  sendingEnded(timeNs: number): void {
    this.#endDirection(this.side === 'server' ? this.#responses : this.#requests, timeNs);
  }

  finish(reason: MissingReason, endedNs: number): void {
    this.#endDirection(this.#requests, endedNs);
    this.#endDirection(this.#responses, endedNs);
    const endNs = reason === 'trace-ended' ? null : endedNs;
    for (const stream of this.#streams.all()) this.#streams.giveUp(stream, reason, endNs);
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
    if (message) this.#streams.endMessage(stream, message, endedNs);
    // The head of the response was among what was lost.
    else if (side === 'response' && !stream.response) this.#streams.giveUp(stream, 'lost', endedNs);
  }

  reset(side: MessageSide, id: number, code: number, nowNs: number): void {
    this.#reset.add(id);
    const stream = this.#streams.get(id);
    if (stream) this.#streams.reset(stream, side, code, nowNs);
  }

  goaway(side: MessageSide, lastStream: number, code: number, nowNs: number): void {
    for (const stream of this.#streams.all()) {
      const byClient = stream.id % 2 === 1;
      if (stream.id <= lastStream || byClient !== (side === 'response')) continue;
      this.#streams.reset(stream, side, code, nowNs);
    }
  }

  /** The connection began with an HTTP/1 request, which stream 1 answers (RFC 7540, section 3.2). */
  upgraded(request: Http2Message): void {
    const stream = this.#streams.open(1, false);
    stream.lastNs = request.endNs;
    this.#highestRequested = 1;
    request.hold(this.options.budget);
    this.#streams.begin(stream, request);
  }

  takesLength(side: MessageSide, maximumLength: number): void {
    const other = side === 'request' ? this.#responses : this.#requests;
    const length = Math.min(maximumLength, longestPayload);
    other.maximumLength = Math.max(other.maximumLength, length);
  }

  lost(side: MessageSide, length: number, cause: HoleCause, noticedNs: number): void {
    this.#lossy = true;
    const open = [...this.#streams.all()].filter((stream) => !stream.message(side)?.ended);
    const [only] = open;
    const sized = only && open.length === 1 ? only.openMessage(side) : null;
    if (only && sized && cause === 'limit' && sized.takeUncounted(length)) {
      this.#streams.endMessage(only, sized, noticedNs);
      return;
    }
    for (const stream of open) {
      stream.openMessage(side)?.missing(length);
      this.#streams.doubt(stream, noticedNs);
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
    stream ??= this.#streams.open(section.stream, false);
    this.#highestRequested = Math.max(this.#highestRequested, section.stream);
    this.#beginRequest(stream, section, read, endedNs);
    if (section.endStream && stream.request)
      this.#streams.endMessage(stream, stream.request, endedNs);
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
      if (stream) this.#streams.giveUp(stream, 'lost', endedNs);
      return;
    }
    if (!stream) {
      if (read.status === 0 || this.#isAnswered(section.stream)) return;
      stream = this.#streams.openAnswered(section.stream);
    }
    const response = this.#newMessage('response', section, read);
    stream.response = response;
    stream.lastNs = endedNs;
    if (stream.draft) stream.draft.response = response;
    if (stream.request && opensTunnel(stream.request, response)) {
      this.#openTunnel(stream, stream.request, response, endedNs);
    }
    if (section.endStream && !response.ended) this.#streams.endMessage(stream, response, endedNs);
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
      if (!message.ended) this.#streams.endMessage(stream, message, endedNs);
    }
  }

  /** RFC 9113, section 8.4: the server says what it answers without having been asked. */
  #promise(section: FieldSection, read: SectionFields, endedNs: number): void {
    if (section.promised === 0 || section.promised % 2 === 1) return;
    if (this.#streams.has(section.promised) || section.promised <= this.#highestPromised) return;
    this.#highestPromised = section.promised;
    const stream = this.#streams.open(section.promised, true);
    this.#beginRequest(stream, section, read, endedNs);
    if (stream.request) this.#streams.endMessage(stream, stream.request, endedNs);
  }

  #beginRequest(
    stream: Http2Stream,
    section: FieldSection,
    read: SectionFields,
    endedNs: number,
  ): void {
    const request = this.#newMessage('request', section, read);
    stream.lastNs = endedNs;
    this.#streams.begin(stream, request);
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
    if (section.endStream) this.#streams.endMessage(stream, message, endedNs);
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

  /** No more frames come; responses to requests that are cut may still do. */
  #endDirection(direction: Http2Direction, endedNs: number): void {
    direction.finish(endedNs);
    for (const stream of this.#streams.all()) {
      const message = stream.openMessage(direction.side);
      if (!message) continue;
      cutShort(message, false);
      this.#streams.endMessage(stream, message, message.endNs);
    }
  }
}

/** A section that cannot begin a response, with no field left out that might be its `:status`. */
function isTrailers({ endStream, block }: FieldSection, read: SectionFields): boolean {
  return endStream && read.hasNoPseudoFields && block.unknown === 0 && !block.broken;
}

function opensTunnel(request: Http2Message, { status }: Http2Message): boolean {
  return request.method === 'CONNECT' && status >= 200 && status < 300;
}
