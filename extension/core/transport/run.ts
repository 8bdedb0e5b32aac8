import type { Readable } from 'node:stream';
import { SessionError } from '../session/session.ts';
import { orAborted } from './aborted.ts';
import type { Exit, RemoteProcess, Transport } from './transport.ts';

export interface RunOptions {
  /** Written to the script's standard input, which is then closed. */
  readonly input?: Uint8Array;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

export interface RunResult extends Exit {
  readonly stdout: string;
  readonly stderr: string;
  /** What the login shell printed before. */
  readonly preamble: string;
}

/** A script of ours prints less by far; a host that sends more is up to no good. */
const OUTPUT_LIMIT_BYTES = 1 << 20;

/**
 * Runs a script to its end and collects what it prints, of each stream at most 1 MiB.
 *
 * @throws SessionError `connection-lost` where it cannot be run, does not end in time, or is cut off
 */
export async function runScript(
  transport: Transport,
  script: string,
  { input, timeLimitMs, signal }: RunOptions,
): Promise<RunResult> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => {
    const message = `${transport.host} did not finish a command within ${timeLimitMs / 1000} s; try again, or look at the load of the host.`;
    limit.abort(new SessionError('connection-lost', message));
  }, timeLimitMs);
  const over = AbortSignal.any([signal, limit.signal]);
  let process: RemoteProcess | undefined;
  try {
    process = await transport.exec(script, over);
    const stdout = collect(process.stdout);
    const stderr = collect(process.stderr);
    process.stdin.end(input);
    const exit = await orAborted(process.exit, over);
    if (exit.code === null && exit.signal === undefined) {
      const message = `The connection to ${transport.host} was lost while a command ran there; try again once the host can be reached.`;
      throw new SessionError('connection-lost', message);
    }
    return { ...exit, stdout: await stdout, stderr: await stderr, preamble: process.preamble() };
  } catch (error) {
    process?.kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function collect(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      if (size < OUTPUT_LIMIT_BYTES) chunks.push(chunk.subarray(0, OUTPUT_LIMIT_BYTES - size));
      size += chunk.length;
    });
    const done = () => resolve(Buffer.concat(chunks).toString('utf8'));
    stream.once('end', done).once('close', done).once('error', done);
  });
}
