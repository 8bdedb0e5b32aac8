import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { CaptureFailure } from './failure.ts';
import { sudoPrompt, trySudo } from './sudo.ts';

/** A program and the arguments that come before the loader's own. */
export interface LoaderCommand {
  readonly program: string;
  readonly prefix: readonly string[];
  /** What sudo asks with, and what it is to be told. */
  readonly sudo?: { readonly prompt: string; readonly password: string };
}

export interface Outcome {
  readonly ok: boolean;
  /** The last line that the program wrote to standard error. */
  readonly lastLine: string;
  /** Its standard output. */
  readonly output: string;
}

export type RunProgram = (program: string, args: readonly string[]) => Promise<Outcome>;

const patienceMs = 20_000;
/** What the kernel asks of a tracing program's owner; before 5.11 also the right to lock memory. */
const capabilities = 'cap_bpf,cap_perfmon,cap_sys_resource+ep';

/** Where the loader's privileges come from. */
export type Rights =
  | { readonly source: 'root' | 'capabilities' | 'sudo' | 'doas'; readonly command: LoaderCommand }
  /** `missing` is one sentence for the user. */
  | { readonly source: 'none'; readonly command: LoaderCommand; readonly missing: string };

/**
 * How the loader gets its privileges: root's own, those of its file capabilities, sudo's or doas's without a question,
 * or sudo's with the password. Throws {@link CaptureFailure} where there are none; `password-needed` and
 * `password-refused` where a password, or another one, may help.
 */
export async function chooseLoaderCommand(
  loader: string,
  uid: number,
  password?: string,
  run: RunProgram = runProgram,
  ask: typeof trySudo = trySudo,
): Promise<LoaderCommand> {
  const rights = await findRights(loader, uid, run);
  if (rights.source !== 'none') return rights.command;
  const answer = await ask(loader, ['--can-trace'], password);
  if (answer.kind === 'refused') {
    const why = password === undefined || answer.reason === '' ? '' : ` (${answer.reason})`;
    throw new CaptureFailure('no-privilege', rights.missing + why);
  }
  if (answer.kind === 'ok') {
    const prompt = sudoPrompt();
    return {
      program: 'sudo',
      prefix: ['-S', '-p', prompt, '--', loader],
      sudo: { prompt, password: password ?? '' },
    };
  }
  const refused = answer.kind === 'password-refused';
  const { username } = userInfo();
  throw new CaptureFailure(
    refused ? 'password-refused' : 'password-needed',
    refused ? `sudo does not take that password of ${username}: try again.` : rights.missing,
  );
}

/** Throws {@link CaptureFailure} where there is no loader. Without any rights, its command is to run it all the same. */
export async function findRights(
  loader: string,
  uid: number,
  run: RunProgram = runProgram,
): Promise<Rights> {
  if (!existsSync(loader)) {
    throw new CaptureFailure('loader-missing', `The loader ${loader} is not on ${hostname()}.`);
  }
  const command = { program: loader, prefix: [] };
  if (uid === 0) return { source: 'root', command };
  if ((await run(loader, ['--can-trace'])).ok) return { source: 'capabilities', command };
  const sudo = await run('sudo', ['-n', '--', loader, '--can-trace']);
  if (sudo.ok) {
    return { source: 'sudo', command: { program: 'sudo', prefix: ['-n', '--', loader] } };
  }
  if ((await run('doas', ['-n', loader, '--can-trace'])).ok) {
    return { source: 'doas', command: { program: 'doas', prefix: ['-n', loader] } };
  }
  const { username } = userInfo();
  const reason = sudo.lastLine === '' ? '' : ` (${sudo.lastLine})`;
  const missing =
    `Tracing on ${hostname()} needs more rights than ${username} has${reason}: let ${username} run ` +
    `sudo (or doas) without a password, give its password when asked, connect as root, or run as root: ` +
    `setcap ${capabilities} ${loader}.`;
  return { source: 'none', command, missing };
}

/** Runs it with an empty input. */
export function runProgram(
  program: string,
  args: readonly string[],
  timeout = patienceMs,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { timeout, cwd: '/' };
    const child = execFile(program, args, options, (error, output, stderr) => {
      const words = stderr.trim().split('\n').at(-1) ?? '';
      const missing = error && 'code' in error && error.code === 'ENOENT';
      resolve({
        ok: error === null,
        lastLine: missing ? `there is no ${program}` : words.slice(0, 300),
        output,
      });
    });
    child.stdin?.end();
  });
}
