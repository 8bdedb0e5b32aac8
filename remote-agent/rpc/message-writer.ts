import type { Writable } from 'node:stream';
import { AbstractMessageWriter, type Message, type MessageWriter } from 'vscode-jsonrpc/node';
import { Encoded, toAsciiJson } from '../json/ascii-json.ts';

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
    const body = pieces(message);
    const length = body.reduce((sum, piece) => sum + piece.length, 0);
    const head = Buffer.from(`Content-Length: ${length}\r\n\r\n`, 'latin1');
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      this.#output.write(Buffer.concat([head, ...body]), done);
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

/** The JSON of a message; what is encoded already, which may be long, is not copied for it. */
function pieces(message: Message & { readonly params?: unknown }): readonly Buffer[] {
  const { params, ...rest } = message;
  if (!(params instanceof Encoded)) return [toAsciiJson(message)];
  const before = toAsciiJson(rest).subarray(0, -1);
  return [before, Buffer.from(',"params":'), params.json, Buffer.from('}')];
}
