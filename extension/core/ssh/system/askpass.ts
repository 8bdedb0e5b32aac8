import { randomUUID } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** What ssh wants to know. */
export interface AskedBySsh {
  readonly text: string;
  /** It is to be confirmed, or only read, where ssh says so (SSH_ASKPASS_PROMPT). */
  readonly kind: 'secret' | 'confirm' | 'notice';
  /** The process that asks: one ssh runs another for each host on the way. */
  readonly asker?: number;
}

const QUESTION_LIMIT_BYTES = 64 << 10;

/**
 * Answers the questions of ssh programs without a terminal: they run a small program (SSH_ASKPASS), which brings
 * the question here. Its folder must be the user's alone.
 */
export class Askpass {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** For the ssh programs whose questions come here. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(server: Server, environment: Readonly<Record<string, string>>) {
    this.#server = server;
    this.environment = environment;
  }

  /** @param answer `undefined`: there is none, and ssh gives up this question */
  static async open(
    folder: string,
    answer: (question: AskedBySsh) => Promise<string | undefined>,
  ): Promise<Askpass> {
    const token = randomUUID();
    const program = join(folder, 'askpass.cjs');
    const script = join(folder, 'askpass');
    const address = join(folder, 'asked');
    await writeFile(program, bringQuestion);
    await writeFile(script, '#!/bin/sh\nexec "$HTTP_TRACE_NODE" "$HTTP_TRACE_ASKPASS" "$@"\n');
    await chmod(script, 0o700);
    // The question ends before the answer begins.
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
    const askpass = new Askpass(server, {
      SSH_ASKPASS: script,
      SSH_ASKPASS_REQUIRE: 'force',
      // Older than 8.4, ssh asks this way only where there is a display.
      DISPLAY: process.env['DISPLAY'] || ':0',
      ELECTRON_RUN_AS_NODE: '1',
      HTTP_TRACE_NODE: process.execPath,
      HTTP_TRACE_ASKPASS: program,
      HTTP_TRACE_ASKED: address,
      HTTP_TRACE_TOKEN: token,
    });
    server.on('connection', (socket) => askpass.#take(socket, token, answer));
    return askpass;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(
    socket: Socket,
    token: string,
    answer: (question: AskedBySsh) => Promise<string | undefined>,
  ): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.length > QUESTION_LIMIT_BYTES) socket.destroy();
    });
    socket.once('end', () => {
      const question = parse(text, token);
      if (!question) {
        socket.destroy();
        return;
      }
      answer(question).then(
        (given) => socket.end(JSON.stringify(given === undefined ? {} : { given })),
        () => socket.destroy(),
      );
    });
  }
}

function parse(text: string, token: string): AskedBySsh | undefined {
  try {
    const { token: shown, text: asked, kind, asker } = JSON.parse(text) as Record<string, unknown>;
    if (shown !== token || typeof asked !== 'string') return undefined;
    return {
      text: asked,
      kind: kind === 'confirm' ? 'confirm' : kind === 'none' ? 'notice' : 'secret',
      ...(typeof asker === 'number' && { asker }),
    };
  } catch {
    return undefined;
  }
}

/** Runs as a process of ssh's: prints the answer and ends with 0, or with 1 where there is none. */
const bringQuestion = String.raw`
const { HTTP_TRACE_ASKED: address, HTTP_TRACE_TOKEN: token, SSH_ASKPASS_PROMPT: kind } = process.env;
const socket = require('node:net').connect({ path: address, allowHalfOpen: true });
let text = '';
socket.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
socket.on('error', () => process.exit(1));
socket.on('end', () => {
  let given;
  try { ({ given } = JSON.parse(text)); } catch {}
  if (typeof given !== 'string') process.exit(1);
  process.stdout.write(given + '\n', () => process.exit(0));
});
socket.end(JSON.stringify({ token, text: process.argv[2] || '', kind, asker: process.ppid }));
`;
