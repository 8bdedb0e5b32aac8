import type { Writable } from 'node:stream';
import { AbstractMessageWriter, type Message, type MessageWriter } from 'vscode-jsonrpc/node';
import { toAsciiJson } from '../json/ascii-json.ts';

/**
 * Writes messages framed as the Language Server Protocol frames them. Unlike the library's own writer it does not wait
 * for a turn of the event loop before each: under load a turn brings more to tell than a message holds, and the rest
 * would pile up and be dropped although the other side reads it all.
 */
export class AsciiMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #output: Writable;
  #over = false;

  constructor(output: Writable) {
    super();
    this.#output = output;
    output.on('error', (error) => this.fireError(error)).on('close', () => this.fireClose());
  }

  /** Resolves when the stream has taken the message. */
  write(message: Message): Promise<void> {
    // An answer that is ready only after the conversation ended: nobody waits for it any more.
    if (this.#over) return Promise.resolve();
    const body = toAsciiJson(message);
    const head = `Content-Length: ${body.length}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      this.#output.write(Buffer.concat([Buffer.from(head, 'latin1'), body]), done);
    });
  }

  end(): void {
    this.#output.end();
  }

  override dispose(): void {
    this.#over = true;
    super.dispose();
  }
}
