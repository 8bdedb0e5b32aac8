import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type Machine, qemuArguments, qemuProgram } from './qemu.ts';

/** How long a virtual machine may outlive what started it. */
export type Lifetime = 'process' | 'background';

/**
 * Starts qemu with its messages in `qemu.log` of `folder`.
 *
 * @param lifetime `process`: the kernel ends qemu with this process, however that ends
 */
export async function spawnQemu(
  machine: Machine,
  folder: string,
  lifetime: Lifetime,
): Promise<ChildProcess> {
  const qemu = [qemuProgram(machine.kernel.architecture), ...qemuArguments(machine)];
  const [program = '', ...args] =
    lifetime === 'process' ? ['setpriv', '--pdeathsig', 'KILL', ...qemu] : qemu;
  const log = openSync(join(folder, 'qemu.log'), 'a');
  try {
    const qemu = spawn(program, args, { stdio: ['ignore', log, log], detached: true });
    await once(qemu, 'spawn');
    return qemu;
  } finally {
    closeSync(log);
  }
}

/** A virtual machine that was started, and where its words go. */
export interface Started {
  readonly qemu: ChildProcess;
  readonly machine: Machine;
  readonly folder: string;
}

/** Waits until the console's text satisfies `found`. */
export async function waitForConsole(
  { qemu, machine, folder }: Started,
  found: (console: string) => boolean,
  options: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<string> {
  const until = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    // Asked before the console is read: what was written last is then not missed.
    const ended = qemu.exitCode !== null || qemu.signalCode !== null;
    const console = readIfThere(machine.serialLog);
    if (found(console)) return console;
    if (ended) {
      const said = readIfThere(join(folder, 'qemu.log')).trim();
      throw new QemuEnded(`The virtual machine ended early.\n${said}\n${lastLines(console)}`);
    }
    if (Date.now() > until) {
      throw new Error(
        `The virtual machine was not ready after ${options.timeoutMs / 1000} s. Its console:\n${lastLines(console)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** qemu gave up by itself: the port was taken meanwhile, say. */
export class QemuEnded extends Error {}

/** Waits until sshd greets through the forwarded port. */
export async function waitForSsh(port: number, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await sshGreets(port))) {
    if (Date.now() > until) {
      throw new Error(`The host's sshd did not answer within ${timeoutMs / 1000} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function sshGreets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(30_000, () => answer(false));
    socket.once('data', (data) => answer(data.toString('latin1').startsWith('SSH-2.0-')));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}

/** A TCP port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('No free port was found.')),
      );
    });
  });
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-15).join('\n');
}
