import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { PreambleFilter } from './preamble.ts';
import type { Exit, RemoteProcess } from './transport.ts';

/** A process on this machine as a transport's: what comes before the nonce is held back. */
export function asRemoteProcess(
  child: ChildProcessWithoutNullStreams,
  nonce: string,
  kill: () => void,
): RemoteProcess {
  const stdout = new PreambleFilter(nonce);
  child.stdout.pipe(stdout);
  // A process that reads no more is told by its end.
  child.stdin.on('error', () => {});
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, ...(signal === null ? {} : { signal }) });
    });
  });
  return {
    stdin: child.stdin,
    stdout,
    stderr: child.stderr,
    exit,
    preamble: () => stdout.preamble,
    kill,
  };
}

/** Resolves once the process runs; rejects where it cannot be started. */
export function spawned(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

/** To the process and those that it started; to be used for one that has a group of its own. */
export function signalGroup(
  child: { readonly pid?: number | undefined },
  signal: NodeJS.Signals,
): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
