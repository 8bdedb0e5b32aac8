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

type Fields<Type> = Omit<Extract<Line, { readonly type: Type }>, 'type'>;

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

  /** What a host tells may have members of any name: the type is ours all the same, and first. */
  write<Type extends Line['type']>(type: Type, fields: Fields<Type>): void {
    if (this.#gone) return;
    const line: Record<string, unknown> = { type, ...fields };
    line['type'] = type;
    this.#stream.write(`${escaped(JSON.stringify(line))}\n`);
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

/** Leaves no character in JSON that a terminal obeys; JSON itself escapes those below the blank alone. */
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
