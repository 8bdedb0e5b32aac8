import type { Account, Prompts } from './prompts.ts';

/** Where answers are kept; by what was asked. */
export interface AnswerMemory {
  get(key: string): Promise<string | undefined>;
  keep(key: string, answer: string): void;
  /** It was refused. */
  forget(key: string): void;
}

/** A memory that lasts as long as the program. */
export class VolatileAnswers implements AnswerMemory {
  readonly #answers = new Map<string, string>();

  async get(key: string): Promise<string | undefined> {
    return this.#answers.get(key);
  }

  keep(key: string, answer: string): void {
    this.#answers.set(key, answer);
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }
}

/**
 * Prompts that ask the person for each password and passphrase once: afterwards the answer is taken from the memory,
 * as long as it is not refused. A password is for the server that asked for it, and never taken for another. A server's own questions are always put to the person, whose answers may hold once
 * only (2FA), but for a single one for a password.
 */
export function rememberingPrompts(prompts: Prompts, memory: AnswerMemory): Prompts {
  const once = async (
    key: string | undefined,
    attempt: number,
    ask: () => Promise<string | undefined>,
  ): Promise<string | undefined> => {
    if (key === undefined) return await ask();
    const known = attempt === 1 ? await memory.get(key) : undefined;
    if (known !== undefined) return known;
    if (attempt > 1) memory.forget(key);
    const answer = await ask();
    if (answer !== undefined) memory.keep(key, answer);
    return answer;
  };
  const { uploadNode } = prompts;
  return {
    ...(uploadNode && { uploadNode }),
    ...(prompts.interactive !== undefined && { interactive: prompts.interactive }),
    trustNewHostKey: (question) => prompts.trustNewHostKey(question),
    password: (question) =>
      once(keyOf('password', question), question.attempt, () => prompts.password(question)),
    passphrase: (question) =>
      once(`passphrase ${question.keyFile}`, question.attempt, () => prompts.passphrase(question)),
    sudoPassword: (question) =>
      once(keyOf('sudo', question), question.attempt, () => prompts.sudoPassword(question)),
    async keyboardInteractive(question) {
      const [only, ...others] = question.prompts;
      if (!only || others.length > 0 || only.echo || !/^password:?$/i.test(only.text.trim())) {
        return await prompts.keyboardInteractive(question);
      }
      const ask = async () => (await prompts.keyboardInteractive(question))?.[0];
      const answer = await once(keyOf('password', question), question.attempt, ask);
      return answer === undefined ? undefined : [answer];
    },
  };
}

function keyOf(what: 'password' | 'sudo', { server }: Account): string | undefined {
  return server === undefined ? undefined : `${what} ${server}`;
}
