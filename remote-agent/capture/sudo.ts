import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** What sudo says to a password, or that it wants one. */
export type SudoAnswer =
  | { readonly kind: 'ok' | 'password-needed' | 'password-refused' }
  /** `reason` is the last line of what it wrote. */
  | { readonly kind: 'refused'; readonly reason: string };

const patienceMs = 30_000;

/** The prompt that sudo is to ask with: no other program writes it, so that a question is never guessed from text. */
export function sudoPrompt(): string {
  return `http-trace-${randomUUID()}`;
}

/**
 * Answers a sudo that was started with `-S -p PROMPT`, each time it asks; the last answer is that there is none.
 * What it writes beside its prompt goes to `words`.
 */
export function answerSudo(
  { stdin, stderr }: Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stderr'>,
  prompt: string,
  asked: (times: number) => string | undefined,
  words: (text: string) => void,
): void {
  let held = '';
  let times = 0;
  stderr.setEncoding('utf8').on('data', (text: string) => {
    held += text;
    for (let at = held.indexOf(prompt); at >= 0; at = held.indexOf(prompt)) {
      words(held.slice(0, at));
      held = held.slice(at + prompt.length);
      const password = asked(++times);
      if (password === undefined) stdin.end();
      else stdin.write(`${password}\n`);
    }
    // A prompt may come in two pieces.
    const begun = beginningOf(prompt, held);
    words(held.slice(0, held.length - begun));
    held = held.slice(held.length - begun);
  });
  stderr.once('end', () => words(held));
}

/** Whether sudo lets the program run, with the password where there is one. Never rejects. */
export function trySudo(
  program: string,
  args: readonly string[],
  password: string | undefined,
): Promise<SudoAnswer> {
  return new Promise((resolve) => {
    const prompt = sudoPrompt();
    const child = spawn('sudo', ['-S', '-p', prompt, '--', program, ...args], { cwd: '/' });
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    let times = 0;
    let said = '';
    child.stdin.on('error', () => {});
    child.stdout.resume();
    answerSudo(
      child,
      prompt,
      (time) => {
        times = time;
        return time === 1 ? password : undefined;
      },
      (text) => {
        said = (said + text).slice(-2000);
      },
    );
    const done = (answer: SudoAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.once('error', (error) => done({ kind: 'refused', reason: error.message }));
    child.once('close', (code) => {
      if (code === 0) done({ kind: 'ok' });
      else if (times > 0 && password === undefined) done({ kind: 'password-needed' });
      else if (times > 1) done({ kind: 'password-refused' });
      else done({ kind: 'refused', reason: said.trim().split('\n').at(-1)?.slice(0, 300) ?? '' });
    });
  });
}

/** How many characters at the end of a text are the beginning of another. */
function beginningOf(whole: string, text: string): number {
  for (let length = Math.min(whole.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(whole.slice(0, length))) return length;
  }
  return 0;
}
