import { BodyPrefix } from '../http/body.ts';
import { Message } from '../http/message.ts';
import type { HeaderField, MessageSide } from '../protocol/exchange.ts';
import type { MemoryBudget } from '../stream/budget.ts';
import type { StreamConsumer } from '../stream/direction.ts';
import type { SectionFields } from './section-fields.ts';
import type { FieldSection } from './section-reader.ts';

/** A request or response of an HTTP/2 stream (RFC 9113, section 8.1). */
export class Http2Message extends Message {
  /** -1 where none is declared. */
  contentLength = -1;
  /** The `:protocol` of an extended CONNECT (RFC 8441); empty where there is none. */
  protocol = '';
  /** Who takes the bytes of a stream that carries no HTTP any more. */
  tunnel: (StreamConsumer & { finish(): void }) | null = null;
  /** Bytes of its field sections' frames; those of the headers of DATA frames are not counted anywhere. */
  #sectionBytes = 0;

  constructor(side: MessageSide, position: number, startNs: number, body: BodyPrefix) {
    super(side, position, startNs, body);
    this.majorVersion = 2;
  }

  /** Takes over what the section that begins the message says. */
  begin(section: FieldSection, read: SectionFields): void {
    const { regular, authority, contentLength } = read;
    this.setFields(read.protocol === null ? regular : withProtocol(read), section.block.size);
    this.authority = authority;
    this.contentLength = contentLength;
    this.#note(section, read);
    if (this.side === 'response') this.#beginResponse(section, read);
    else this.#beginRequest(section, read);
  }

  /** A field section after the content. */
  endWith(section: FieldSection, read: SectionFields): void {
    const { regular } = read;
    const kept = this.holdTrailers(regular.length, section.block.size);
    this.trailers = kept ? regular : [];
    if (!read.hasNoPseudoFields) this.malformed('pseudo-header field in trailers');
    this.#note(section, read);
  }

  /** `length` bytes of the message are missing after those that were seen. */
  missing(length: number): void {
    this.gap(this.position + this.#sectionBytes + this.bodyBytes, length);
  }

  /**
   * Whether a limit left out so many bytes that the rest of a content of declared length is among them, which is then
   * counted. The headers of its frames are among them too.
   */
  takeUncounted(length: number): boolean {
    const rest = this.contentLength - this.bodyBytes;
    if (this.contentLength < 0 || rest < 0 || length < rest) return false;
    this.body.close();
    this.bodyBytes = this.contentLength;
    return true;
  }

  releaseTunnel(): void {
    this.tunnel?.finish();
    this.tunnel = null;
  }

  /** It ended as its framing says. */
  checkLength(): void {
    if (this.contentLength < 0 || this.holed || this.contentLength === this.bodyBytes) return;
    this.malformed('Content-Length differs from the content');
  }

  #beginRequest({ block }: FieldSection, { method, path, authority, protocol }: SectionFields) {
    this.method = method ?? '';
    this.protocol = protocol ?? '';
    const isTunnel = method === 'CONNECT' && protocol === null;
    this.target = (isTunnel ? authority : path) ?? '';
    if (block.broken || block.unknown > 0) return;
    if (this.method === '') this.malformed('no :method');
    if (this.target === '') this.malformed(isTunnel ? 'no :authority' : 'no :path');
  }

  #beginResponse({ block }: FieldSection, { status }: SectionFields): void {
    this.status = status;
    if (status === 0 && !block.broken && block.unknown === 0) this.malformed('no :status');
  }

  #note({ block, position, length, missing }: FieldSection, { malformed }: SectionFields): void {
    this.#sectionBytes += length - missing;
    this.endPosition = position + length;
    for (const what of malformed) this.malformed(what);
    if (block.omitted > 0) this.malformed('header fields left out, because there are too many');
    if (missing > 0) {
      this.missing(missing);
      this.#sectionBytes += missing;
      this.damaged = true;
    } else if (block.broken) {
      this.malformed('unreadable field section');
      this.damaged = true;
    }
    if (block.unknown > 0) {
      const { side } = this;
      this.notes.push({ kind: 'unknown-fields', message: side, count: block.unknown });
    }
  }
}

/** The request of a stream that was reserved for a response that nobody asked for keeps its place in it. */
export function pushedPosition(section: FieldSection): number {
  return -1 - section.position;
}

function withProtocol({ regular, protocol }: SectionFields): HeaderField[] {
  return [[':protocol', protocol ?? ''], ...regular];
}

export function newMessage(
  side: MessageSide,
  section: FieldSection,
  captureLimit: number,
  budget: MemoryBudget,
): Http2Message {
  const position = section.promised === 0 ? section.position : pushedPosition(section);
  const body = new BodyPrefix(captureLimit, budget);
  return new Http2Message(side, position, section.beganNs, body);
}
