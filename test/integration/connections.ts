import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../build/paths.ts';
import type { VmHost } from '../vm/host.ts';
import { sshArguments } from '../vm/ssh.ts';

export interface Failure {
  readonly address: string;
  readonly port: number;
  readonly errno: number;
}

/** What test/fixtures/connections.py did. */
export interface Connected {
  readonly pid: number;
  readonly server: { readonly pid: number; readonly port: number };
  /** Of the clients' ends. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where the connection was made that was accepted only after the trace had begun. */
  readonly queued: number;
  readonly failures: Readonly<Record<string, Failure>>;
  readonly namespace: { readonly pid: number; readonly port: number; readonly netns: number };
  /** In a network namespace too. */
  readonly fastOpen: {
    readonly pid: number;
    readonly port: number;
    readonly server: number;
    /** How many more there were. */
    readonly fast: number;
  };
  readonly container: { readonly pid: number; readonly port: number; readonly id: string };
  readonly netns: number;
}

export async function placeConnections(host: VmHost): Promise<void> {
  await placeFixture(host, 'connections.py');
}

/** connections.py once its connections from before the trace are open. */
export function openConnections(host: VmHost): Promise<HaltedProgram<Connected>> {
  return runHalted(host, 'connections.py');
}

/** A program on a test host that waits for the trace to be on. */
export interface HaltedProgram<Facts> {
  /** It does what it is there for, and says what that was. */
  goOn(): Promise<Facts>;
}

export async function placeFixture(host: VmHost, name: string): Promise<void> {
  const input = await readFile(join(root, 'test/fixtures', name));
  await host.mustRun(`cat >/root/${name}`, { user: 'root', input });
}

/** Runs a Python fixture as root until it prints `opened`. */
export async function runHalted<Facts>(
  host: VmHost,
  name: string,
  words: readonly (string | number)[] = [],
): Promise<HaltedProgram<Facts>> {
  const program = `python3 /root/${[name, ...words].join(' ')}`;
  const child = spawn('ssh', [...sshArguments({ ...host.target, user: 'root' }), program]);
  const exited = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (!done) return value;
    // Its last words may come later than the end of its output.
    await exited;
    const end = child.signalCode ?? child.exitCode;
    throw new Error(`${name} ended (${end}): ${errors}`);
  };
  if ((await line()) !== 'opened') throw new Error(`${name} says something else`);
  return {
    goOn: async () => {
      child.stdin.write('go\n');
      const facts = JSON.parse(await line()) as Facts;
      child.stdin.end();
      await exited;
      return facts;
    },
  };
}
