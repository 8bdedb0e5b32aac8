import { spawn } from 'node:child_process';

const statusOfSignal = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Runs a program of the repository to its end; resolves to its exit status. */
export function runProgram(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
      stdio: 'inherit',
    });
    // The terminal signals the whole group; a signal sent to this process alone is passed on.
    for (const signal of Object.keys(statusOfSignal)) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? statusOfSignal[signal] ?? 143));
  });
}
