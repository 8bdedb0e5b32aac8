import { spawn } from 'node:child_process';

/** How a program is run. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Written to its standard input, which is closed afterwards. */
  readonly input?: string | Uint8Array;
  /** After so many milliseconds it is killed and the promise fails. */
  readonly timeoutMs?: number;
}

/** What a program left behind. */
export interface ProgramResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and hands back what it printed, whatever its exit status. Fails when it cannot be
 * started, is ended by a signal, or takes longer than `timeoutMs`.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let late = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill('SIGKILL');
          }, options.timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that does not read its input closes the pipe early; that is its own business.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${program} could not be started: ${error.message}.`));
    });
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      const result = {
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      };
      if (status !== null) resolve({ status, ...result });
      else if (late) reject(failure(program, `took longer than ${options.timeoutMs} ms`, result));
      else reject(failure(program, `was ended by ${signal}`, result));
    });
  });
}

/** Like {@link runProgram}, and fails with the program's last words unless its exit status is 0. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const result = await runProgram(program, args, options);
  if (result.status !== 0)
    throw failure(program, `ended with exit status ${result.status}`, result);
  return result.stdout;
}

function failure(program: string, what: string, said: { stdout: string; stderr: string }): Error {
  const lines = (said.stderr.trim() || said.stdout.trim()).split('\n').slice(-5).join('\n');
  return new Error(`${program} ${what}${lines ? `:\n${lines}` : '.'}`);
}
