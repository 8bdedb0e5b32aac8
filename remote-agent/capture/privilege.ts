import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { CaptureFailure } from './failure.ts';

/** A program and the arguments that come before the loader's own. */
export interface LoaderCommand {
  readonly program: string;
  readonly prefix: readonly string[];
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
  | { readonly source: 'root' | 'capabilities' | 'sudo'; readonly command: LoaderCommand }
  /** `missing` is one sentence for the user. */
  | { readonly source: 'none'; readonly command: LoaderCommand; readonly missing: string };

/**
 * How the loader gets its privileges: root's own, those of its file capabilities, or sudo's without a question.
 * Throws {@link CaptureFailure} where there are none.
 */
export async function chooseLoaderCommand(
  loader: string,
  uid: number,
  run: RunProgram = runProgram,
): Promise<LoaderCommand> {
  const rights = await findRights(loader, uid, run);
  if (rights.source === 'none') throw new CaptureFailure('no-privilege', rights.missing);
  return rights.command;
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
  const { username } = userInfo();
  const reason = sudo.lastLine === '' ? '' : ` (${sudo.lastLine})`;
  const missing =
    `Tracing on ${hostname()} needs more rights than ${username} has${reason}: let ${username} run ` +
    `sudo without a password, connect as root, or run as root: setcap ${capabilities} ${loader}.`;
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
