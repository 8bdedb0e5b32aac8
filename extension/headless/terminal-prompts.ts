import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Prompts } from '../core/session/prompts.ts';
import { SessionError } from '../core/session/session.ts';

/** Nobody is asked for a secret, and a new host key is refused with a sentence that says which option answers it. */
export const mutePrompts: Prompts = {
  interactive: false,
  async trustNewHostKey({ host, keyType, fingerprint }) {
    throw new SessionError(
      'host-key-refused',
      `The host key of ${host} (${keyType} ${fingerprint}) is not in known_hosts, and there is no terminal to ask on; connect once with ssh, or name a file that has it with --known-hosts.`,
    );
  },
  password: async () => undefined,
  passphrase: async () => undefined,
  sudoPassword: async () => undefined,
  keyboardInteractive: async () => undefined,
};

/** Asks on the terminal: questions go to stderr, secrets are not echoed. Without a terminal: {@link mutePrompts}. */
export function terminalPrompts(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Prompts {
  if (!input.isTTY) return mutePrompts;
  const ask = (question: string, echo: boolean) => askLine(input, output, question, echo);
  return {
    interactive: true,
    async trustNewHostKey({ host, keyType, fingerprint }) {
      output.write(`The host key of ${host} is not known: ${keyType} ${fingerprint}\n`);
      const answer = await ask('Trust it and add it to known_hosts (yes/no)? ', true);
      return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
    },
    async password({ destination, attempt }) {
      return await ask(`${again(attempt)}Password for ${destination}: `, false);
    },
    async passphrase({ keyFile, attempt }) {
      return await ask(`${again(attempt)}Passphrase for ${keyFile}: `, false);
    },
    async uploadNode({ destination, version }) {
      output.write(`${destination} has no Node.js, which the agent needs.\n`);
      const answer = await ask(
        `Fetch Node.js ${version} with npm here and upload it (yes/no)? `,
        true,
      );
      return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
    },
    async sudoPassword({ destination, attempt }) {
      return await ask(`${again(attempt)}Password for sudo on ${destination}: `, false);
    },
    async keyboardInteractive({ destination, attempt, title, instructions, prompts }) {
      for (const line of [title, instructions]) if (line !== '') output.write(`${line}\n`);
      if (attempt > 1 && prompts.length > 0) output.write(`${again(attempt)}\n`);
      const answers: string[] = [];
      for (const { text, echo } of prompts) {
        const answer = await ask(`${destination}: ${text} `, echo);
        if (answer === undefined) return undefined;
        answers.push(answer);
      }
      return answers;
    },
  };
}

function again(attempt: number): string {
  return attempt > 1 ? 'That was not right. ' : '';
}

/** `undefined` for Ctrl-C and for the end of the input. */
function askLine(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
  echo: boolean,
): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: echo ? output : silent, terminal: true });
  // Only now: an answer that comes at once must find the terminal's own echo off.
  output.write(question);
  return new Promise((resolve) => {
    let answer: string | undefined;
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      if (!echo) output.write('\n');
      resolve(answer);
    });
  });
}
