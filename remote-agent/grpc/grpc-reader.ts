import { contentLimit, type MessageLog } from '../exchange/message-log.ts';
import type { ContentWatcher } from '../http/body.ts';
import type { Message } from '../http/message.ts';
import { compressedFlag, prefixLength, trailersFlag } from './framing.ts';

/** Splits a gRPC or gRPC-Web content into its length-prefixed messages as they come. */
export class GrpcReader implements ContentWatcher {
  readonly #prefix = Buffer.alloc(prefixLength);
  #prefixRead = 0;
  #size = 0;
  #left = 0;
  #content = '';
  /** Where the next message begins is not known any more. */
  #lost = false;
  /** The trailers in a gRPC-Web content, as lines. */
  trailers: string | null = null;

  constructor(
    readonly message: Message,
    readonly log: MessageLog,
  ) {}

  content(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end && !this.#lost) {
      if (this.#prefixRead < prefixLength) {
        this.#prefix[this.#prefixRead++] = bytes[at++] ?? 0;
        if (this.#prefixRead === prefixLength) this.#begin();
        continue;
      }
      const next = Math.min(end, at + this.#left);
      const kept = Math.min(next - at, contentLimit - this.#content.length);
      if (kept > 0) this.#content += bytes.toString('latin1', at, at + kept);
      this.#left -= next - at;
      at = next;
      if (this.#left === 0) this.#end();
    }
  }

  missing(): void {
    this.#lost = true;
    this.log.lossy = true;
  }

  #begin(): void {
    const flags = this.#prefix[0] ?? 0;
    // Other flags are not defined: this is no such content.
    if (flags & ~(compressedFlag | trailersFlag)) {
      this.missing();
      return;
    }
    this.#size = this.#prefix.readUInt32BE(1);
    this.#left = this.#size;
    if (this.#left === 0) this.#end();
  }

  #end(): void {
    const flags = this.#prefix[0] ?? 0;
    const content = this.#content;
    this.#prefixRead = 0;
    this.#content = '';
    if (flags & trailersFlag) {
      this.trailers = content;
      return;
    }
    const whole = content.length === this.#size;
    const { endNs: timeNs } = this.message;
    const more = flags & compressedFlag ? { more: { compressed: true } as const } : {};
    this.log.add({ timeNs, kind: 'message', size: this.#size, content, whole, ...more });
  }
}
