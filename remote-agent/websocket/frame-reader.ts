import { detached } from '../content/detached.ts';
import { contentLimit, type MessageDetails, type MessageLog } from '../exchange/message-log.ts';
import type { HoleCause, StreamConsumer } from '../stream/direction.ts';
import {
  areFrames,
  type FrameHeader,
  headerLengthOf,
  longestHeader,
  readHeader,
} from './frame-header.ts';
import type { MessageInflater } from './message-inflater.ts';

type State = 'header' | 'payload' | 'seek' | 'over';

/** Reads the frames of one direction of a WebSocket (RFC 6455, section 5) into a log. */
export class FrameReader implements StreamConsumer {
  #state: State;
  readonly #headerBytes = Buffer.alloc(longestHeader);
  #headerRead = 0;
  #header: FrameHeader | null = null;
  #left = 0;
  #maskAt = 0;
  readonly #mask = Buffer.alloc(4);
  #content = '';
  #holed = false;
  /** The message under way is compressed. */
  #compressed = false;
  #endedNs = 0;

  constructor(
    readonly log: MessageLog,
    /** Clients mask what they send. */
    readonly masked: boolean,
    /** `null` without permessage-deflate. */
    readonly inflater: MessageInflater | null,
    joined: boolean,
  ) {
    this.#state = joined ? 'seek' : 'header';
    if (joined) inflater?.lose('the compression’s window is not known');
  }

  data(
    bytes: Buffer,
    start: number,
    end: number,
    _position: number,
    _beganNs: number,
    endedNs: number,
  ): void {
    this.#endedNs = endedNs;
    if (this.#state === 'seek') {
      if (!areFrames(bytes, start, end, this.masked, this.inflater !== null)) return;
      this.#state = 'header';
    }
    let at = start;
    while (at < end && this.#inStep) {
      if (this.#state === 'header') at = this.#readHeader(bytes, at, end);
      else at = this.#readPayload(bytes, at, end);
    }
  }

  hole(_position: number, length: number, _cause: HoleCause, _ns: number, endedNs: number): void {
    if (this.#state === 'over') return;
    this.#endedNs = endedNs;
    const inside = this.#state === 'payload' ? Math.min(length, this.#left) : 0;
    if (inside > 0) {
      this.#holed = true;
      this.#maskAt += inside;
      this.#left -= inside;
      if (this.#isCompressed()) this.inflater?.lose('bytes of it are missing');
      if (this.#left === 0) this.#endFrame();
    }
    if (length > inside) this.#loseStep();
  }

  get #inStep(): boolean {
    return this.#state === 'header' || this.#state === 'payload';
  }

  finish(): void {
    this.#state = 'over';
    this.#dropContent();
    this.inflater?.release();
  }

  #readHeader(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end) {
      this.#headerBytes[this.#headerRead++] = bytes[at++] ?? 0;
      const second = this.#headerBytes[1] ?? 0;
      if (this.#headerRead < 2 || this.#headerRead < headerLengthOf(second)) continue;
      this.#beginFrame();
      break;
    }
    return at;
  }

  #beginFrame(): void {
    const header = readHeader(this.#headerBytes, 0, this.inflater !== null);
    this.#headerRead = 0;
    if (!header) {
      this.#loseStep();
      return;
    }
    this.#header = header;
    const { masked, headerLength } = header;
    if (masked) this.#headerBytes.copy(this.#mask, 0, headerLength - 4, headerLength);
    this.#left = header.length;
    this.#maskAt = 0;
    this.#holed = false;
    if (!header.control && header.kind !== 'continuation') this.#compressed = header.compressed;
    this.#state = 'payload';
    if (this.#left === 0) this.#endFrame();
  }

  #readPayload(bytes: Buffer, at: number, end: number): number {
    const next = Math.min(end, at + this.#left);
    const compressed = this.#isCompressed();
    const needed = compressed
      ? next - at
      : Math.max(0, Math.min(next - at, contentLimit - this.#content.length));
    if (needed > 0) {
      const plain = this.#unmasked(bytes, at, at + needed);
      if (compressed) this.inflater?.add(plain, 0, plain.length);
      else if (!this.#holed) this.#addContent(plain.toString('latin1'));
    }
    this.#maskAt += next - at;
    this.#left -= next - at;
    if (this.#left === 0) this.#endFrame();
    return next;
  }

  #addContent(part: string): void {
    if (this.log.budget.take(part.length)) {
      this.#content = this.#content === '' ? part : detached(this.#content + part);
      return;
    }
    this.#dropContent();
    this.#holed = true;
  }

  #dropContent(): void {
    this.log.budget.give(this.#content.length);
    this.#content = '';
  }

  #unmasked(bytes: Buffer, start: number, end: number): Buffer {
    if (!this.#header?.masked) return bytes.subarray(start, end);
    const plain = Buffer.allocUnsafe(end - start);
    for (let i = 0; i < plain.length; i++) {
      plain[i] = (bytes[start + i] ?? 0) ^ (this.#mask[(this.#maskAt + i) & 3] ?? 0);
    }
    return plain;
  }

  #isCompressed(): boolean {
    return this.#compressed && this.#header?.control === false;
  }

  #endFrame(): void {
    const header = this.#header;
    this.#header = null;
    this.#state = 'header';
    if (!header) return;
    const { kind, length, final } = header;
    const unfinished = final || header.control ? {} : { unfinished: true as const };
    if (this.#compressed && !header.control) {
      this.#logCompressed(header, unfinished);
      return;
    }
    let content = this.#content;
    const whole = !this.#holed && content.length === length;
    this.#dropContent();
    let more: MessageDetails = unfinished;
    if (kind === 'close' && content.length >= 2) {
      more = { closeCode: (content.charCodeAt(0) << 8) | content.charCodeAt(1) };
      content = content.slice(2);
    }
    this.log.add({ timeNs: this.#endedNs, kind, size: length, content, whole, more });
  }

  /** The content of a compressed message stands with its last frame. */
  #logCompressed({ kind, length, final }: FrameHeader, unfinished: MessageDetails): void {
    const timeNs = this.#endedNs;
    const more = { ...unfinished, compressed: true } as const;
    if (!final) {
      this.log.add({ timeNs, kind, size: length, content: '', whole: true, more });
      return;
    }
    this.#compressed = false;
    const decoded = this.inflater?.finish() ?? '';
    if (typeof decoded === 'string') {
      const details = { ...more, undecodable: decoded };
      this.log.add({ timeNs, kind, size: length, content: '', whole: false, more: details });
      return;
    }
    const content = decoded.toString('latin1', 0, contentLimit);
    const whole = content.length === decoded.length;
    this.log.add({ timeNs, kind, size: length, content, whole, more });
  }

  /** Frames may be missing; the next ones are looked for. */
  #loseStep(): void {
    this.log.lossy = true;
    this.#dropContent();
    this.inflater?.lose('frames before it are missing');
    this.#header = null;
    this.#headerRead = 0;
    this.#left = 0;
    this.#compressed = false;
    this.#state = 'seek';
  }
}
