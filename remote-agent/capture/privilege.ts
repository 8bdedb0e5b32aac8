import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { CaptureFailure } from './failure.ts';

/** A program and the arguments that come before the loader's own. */
export interface LoaderCommand {
  readonly program: string;
  readonly prefix: readonly string[];
}

interface Outcome {
  readonly ok: boolean;
  /** The last line that the program wrote to standard error. */
  readonly lastLine: string;
}

export type RunProgram = (program: string, args: readonly string[]) => Promise<Outcome>;

const patienceMs = 20_000;
/** What the kernel asks of a tracing program's owner; before 5.11 also the right to lock memory. */
const capabilities = 'cap_bpf,cap_perfmon,cap_sys_resource+ep';

/**
 * How the loader gets its privileges: root's own, those of its file capabilities, or sudo's without a question.
 * Throws {@link CaptureFailure} where there are none.
 */
export async function chooseLoaderCommand(
  loader: string,
  uid: number,
  run: RunProgram = runProgram,
): Promise<LoaderCommand> {
  if (!existsSync(loader)) {
    throw new CaptureFailure('loader-missing', `The loader ${loader} is not on ${hostname()}.`);
  }
  if (uid === 0 || (await run(loader, ['--can-trace'])).ok) return { program: loader, prefix: [] };
  const sudo = await run('sudo', ['-n', '--', loader, '--can-trace']);
  if (sudo.ok) return { program: 'sudo', prefix: ['-n', '--', loader] };
  const { username } = userInfo();
  const reason = sudo.lastLine === '' ? '' : ` (${sudo.lastLine})`;
  throw new CaptureFailure(
    'no-privilege',
    `Tracing on ${hostname()} needs more rights than ${username} has${reason}: let ${username} run ` +
      `sudo without a password, connect as root, or run as root: setcap ${capabilities} ${loader}.`,
  );
}

function runProgram(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { timeout: patienceMs, cwd: '/' };
    const child = execFile(program, args, options, (error, _stdout, stderr) => {
      const words = stderr.trim().split('\n').at(-1) ?? '';
      const missing = error && 'code' in error && error.code === 'ENOENT';
      resolve({
        ok: error === null,
        lastLine: missing ? `there is no ${program}` : words.slice(0, 300),
      });
    });
    child.stdin?.end();
  });
}
