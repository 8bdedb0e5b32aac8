import type { Prompts } from '../session/prompts.ts';

/** Prompts that answer by script and keep what they were asked; an unexpected question fails. */
export function scriptedPrompts(answers: Partial<Prompts> = {}): Prompts & {
  readonly asked: { readonly kind: keyof Prompts; readonly question: unknown }[];
} {
  const asked: { kind: keyof Prompts; question: unknown }[] = [];
  const unexpected = (kind: keyof Prompts) => {
    throw new Error(`unexpected question: ${kind}`);
  };
  const noting =
    <Question, Answer>(kind: keyof Prompts, answer?: (question: Question) => Promise<Answer>) =>
    async (question: Question): Promise<Answer> => {
      asked.push({ kind, question });
      return answer ? await answer(question) : unexpected(kind);
    };
  return {
    ...(answers.interactive !== undefined && { interactive: answers.interactive }),
    asked,
    trustNewHostKey: noting('trustNewHostKey', answers.trustNewHostKey),
    password: noting('password', answers.password),
    passphrase: noting('passphrase', answers.passphrase),
    sudoPassword: noting('sudoPassword', answers.sudoPassword),
    keyboardInteractive: noting('keyboardInteractive', answers.keyboardInteractive),
    ...(answers.uploadNode && { uploadNode: noting('uploadNode', answers.uploadNode) }),
  };
}
