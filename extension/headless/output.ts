import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange } from '../../remote-agent/protocol/exchange.ts';
import type { DesignName, Loss } from '../../remote-agent/protocol/messages.ts';
import type { SessionErrorCode } from '../core/session/session.ts';

/** The lines of the command-line contract; their order of fields is what people see. */
export type Line =
  | {
      readonly type: 'ready';
      readonly design: DesignName;
      readonly kernel: string;
      readonly agentVersion: string;
    }
  | ({ readonly type: 'exchange' } & Exchange)
  | ({ readonly type: 'connection' } & ConnectionEvent)
  | ({ readonly type: 'loss' } & Loss)
  | { readonly type: 'error'; readonly code: SessionErrorCode | 'usage'; readonly message: string };

/** NDJSON on a stream; `gone` is called once when its reader went away. */
export class LineOutput {
  readonly #stream: NodeJS.WriteStream;
  #gone = false;

  constructor(stream: NodeJS.WriteStream, gone: () => void) {
    this.#stream = stream;
    stream.on('error', () => {
      if (this.#gone) return;
      this.#gone = true;
      gone();
    });
  }

  get gone(): boolean {
    return this.#gone;
  }

  write(line: Line): void {
    if (!this.#gone) this.#stream.write(`${JSON.stringify(line)}\n`);
  }

  /** Resolves when everything was handed to the operating system, or cannot be. */
  flushed(): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.once('error', () => resolve());
      this.#stream.write('', () => resolve());
    });
  }
}
