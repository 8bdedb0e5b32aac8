import type { Readable } from 'node:stream';
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-jsonrpc/node';

/** The longest message that an agent has reason to send: a few hundred exchanges with their bodies. */
export const MESSAGE_LIMIT_BYTES = 64 << 20;
const HEADER_LIMIT_BYTES = 4096;
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Reads `Content-Length` framed JSON-RPC messages from a host that is not trusted: what is too long or no message
 * is an error, after which nothing is read any more. Messages are handed on one at a time, and the stream waits
 * meanwhile, so that a host which sends faster than its messages are handled is slowed down.
 */
export class BoundedMessageReader extends AbstractMessageReader {
  readonly #stream: Readable;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Length of the message whose header was read. */
  #expected: number | undefined;
  #failed = false;
  /** The stream ended; messages that came before may still be held. */
  #ended = false;
  #next: NodeJS.Immediate | undefined;
  #stopListening: () => void = () => {};

  constructor(stream: Readable) {
    super();
    this.#stream = stream;
  }

  override listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer) => {
      if (this.#failed) return;
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (!this.#next) this.#handOn(callback);
    };
    const onEnd = () => {
      this.#ended = true;
      if (!this.#next) this.fireClose();
    };
    const onError = (error: Error) => this.fireError(error);
    this.#stream.on('data', onData).once('end', onEnd).on('error', onError);
    this.#stopListening = () => {
      clearImmediate(this.#next);
      this.#stream.off('data', onData).off('end', onEnd);
      // The other side must still be able to finish what it is writing.
      this.#stream.resume();
    };
    return { dispose: this.#stopListening };
  }

  override dispose(): void {
    this.#stopListening();
    super.dispose();
  }

  /** One message, if there is a whole one; the next one after it was handled, which is one turn later. */
  #handOn(callback: DataCallback): void {
    try {
      const message = this.#takeMessage();
      if (!message) {
        if (this.#ended) this.fireClose();
        this.#stream.resume();
        return;
      }
      this.#stream.pause();
      callback(message);
      this.#next = setImmediate(() => {
        this.#next = undefined;
        this.#handOn(callback);
      });
    } catch (error) {
      this.#failed = true;
      this.#chunks = [];
      this.#stream.resume();
      this.fireError(error);
    }
  }

  #takeMessage(): Message | undefined {
    if (this.#expected === undefined) {
      const head = this.#joined();
      const end = head.indexOf(HEADER_END);
      if (end > HEADER_LIMIT_BYTES || (end < 0 && head.length > HEADER_LIMIT_BYTES)) {
        throw new Error('a message has no header');
      }
      if (end < 0) return undefined;
      this.#expected = contentLength(head.toString('latin1', 0, end));
      this.#take(end + HEADER_END.length);
    }
    if (this.#size < this.#expected) return undefined;
    const body = this.#take(this.#expected);
    this.#expected = undefined;
    return asMessage(body);
  }

  /** Everything that is held, in one piece. */
  #joined(): Buffer {
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    if (joined) return joined;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }

  #take(length: number): Buffer {
    const whole = this.#joined();
    const rest = whole.subarray(length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    return whole.subarray(0, length);
  }
}

function contentLength(header: string): number {
  for (const line of header.split('\r\n')) {
    const value = /^content-length: *(\d{1,15})$/i.exec(line)?.[1];
    if (value === undefined) continue;
    const length = Number(value);
    if (length > MESSAGE_LIMIT_BYTES) {
      throw new Error(
        `a message of ${length} bytes is longer than the limit of ${MESSAGE_LIMIT_BYTES}`,
      );
    }
    return length;
  }
  throw new Error('a message states no length');
}

function asMessage(body: Buffer): Message {
  let message: unknown;
  try {
    message = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Error('a message is not JSON');
  }
  // A batch, which JSON-RPC knows, is nothing that our agent sends.
  if (typeof message !== 'object' || message === null || !('jsonrpc' in message)) {
    throw new Error('a message is not JSON-RPC');
  }
  // Each would have to be answered, and the answers kept until the host takes them.
  if ('id' in message && 'method' in message) throw new Error('a message is a request');
  return message as Message;
}
