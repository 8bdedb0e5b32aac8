import type { ParsedMessage } from './node-parser.ts';

/** Node's binding of llhttp, as lib/_http_common.js uses it; the types of Node leave it out. */
interface NativeParser {
  [callback: number]: (...args: never[]) => unknown;
  initialize(type: number, resource: object): void;
  execute(bytes: Buffer): number | Error;
  finish(): Error | undefined;
}

interface Binding {
  readonly HTTPParser: {
    new (): NativeParser;
    readonly REQUEST: number;
    readonly RESPONSE: number;
    readonly kOnHeaders: number;
    readonly kOnHeadersComplete: number;
    readonly kOnBody: number;
    readonly kOnMessageComplete: number;
  };
  readonly allMethods: readonly string[];
}

const { HTTPParser, allMethods } = binding();

function binding(): Binding {
  // The warning about process.binding() is for those who ship it; this is a test's oracle.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return (process as unknown as { binding(name: string): Binding }).binding('http_parser');
  } finally {
    process.emitWarning = emitWarning;
  }
}

const skipBody = 1;

export interface LlhttpListener {
  /** `true`: the message has no content whatever its fields say, as the answer to a HEAD request. */
  head(start: string, fields: readonly string[]): boolean;
  body(bytes: Buffer): void;
  end(trailers: readonly string[]): void;
}

/** Node's HTTP/1 parser on one direction of a connection. */
export class Llhttp {
  readonly #parser = new HTTPParser();

  constructor(side: 'request' | 'response', listener: LlhttpListener) {
    this.#parser.initialize(side === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {});
    let loose: string[] = [];
    let target = '';
    let headRead = false;
    this.#parser[HTTPParser.kOnHeaders] = (fields: string[], url: string) => {
      loose.push(...fields);
      target += url;
    };
    this.#parser[HTTPParser.kOnHeadersComplete] = (
      _major: number,
      _minor: number,
      fields: string[] | undefined,
      method: number,
      url: string | undefined,
      status: number,
      reason: string,
    ) => {
      const start =
        side === 'request' ? `${allMethods[method]} ${url ?? target}` : `${status} ${reason}`;
      const all = fields ?? loose;
      loose = [];
      target = '';
      headRead = true;
      return listener.head(start, all) ? skipBody : 0;
    };
    this.#parser[HTTPParser.kOnBody] = (bytes: Buffer) => listener.body(bytes);
    this.#parser[HTTPParser.kOnMessageComplete] = () => {
      if (headRead) listener.end(loose);
      headRead = false;
      loose = [];
      target = '';
    };
  }

  /** `false` where the bytes are no HTTP/1 to llhttp, or another protocol follows. */
  push(bytes: Buffer): boolean {
    return this.#parser.execute(bytes) === bytes.length;
  }

  /** The connection ended. `false` where that is an error. */
  finish(): boolean {
    return this.#parser.finish() === undefined;
  }
}

/** The messages that llhttp reads from the bytes; `null` where it refuses them. `methods`: of the requests answered. */
export function parseAll(
  side: 'request' | 'response',
  bytes: Buffer,
  methods: readonly string[] = [],
): ParsedMessage[] | null {
  const messages: ParsedMessage[] = [];
  let open: { start: string; headers: readonly string[]; body: string } | null = null;
  let answered = 0;
  const parser = new Llhttp(side, {
    head: (start, headers) => {
      open = { start, headers, body: '' };
      const interim = side === 'response' && start.startsWith('1');
      const method = side === 'response' && !interim ? methods[answered++] : undefined;
      return method === 'HEAD';
    },
    body: (piece) => {
      if (open) open.body += piece.toString('latin1');
    },
    end: (trailers) => {
      if (open) messages.push({ ...open, trailers });
      open = null;
    },
  });
  return parser.push(bytes) && parser.finish() ? messages : null;
}
