import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { identityOf, type ProcessIdentity } from './process-identity.ts';
import { type Machine, qemuArguments } from './qemu.ts';

/** How long a virtual machine may outlive what started it. */
export type Lifetime = 'process' | 'background';

/**
 * Starts qemu with its messages in `qemu.log` of `folder`.
 *
 * @param lifetime `process`: the kernel ends qemu with this process, however that ends
 */
export function spawnQemu(machine: Machine, folder: string, lifetime: Lifetime): ChildProcess {
  const qemu = ['qemu-system-x86_64', ...qemuArguments(machine)];
  const [program = '', ...args] =
    lifetime === 'process' ? ['setpriv', '--pdeathsig', 'KILL', ...qemu] : qemu;
  const log = openSync(join(folder, 'qemu.log'), 'a');
  try {
    return spawn(program, args, { stdio: ['ignore', log, log], detached: true });
  } finally {
    closeSync(log);
  }
}

/** Waits until the guest's console says that it is ready. */
export async function waitForReady(
  qemu: ChildProcess,
  machine: Machine,
  folder: string,
  timeoutMs: number,
): Promise<ProcessIdentity> {
  let failed: Error | undefined;
  qemu.once('error', (error) => {
    failed = error;
  });
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (failed) throw new Error(`qemu could not be started: ${failed.message}.`);
    const console = existsSync(machine.serialLog) ? readFileSync(machine.serialLog, 'latin1') : '';
    if (qemu.exitCode !== null || qemu.signalCode !== null) {
      const said = readFileSync(join(folder, 'qemu.log'), 'utf8').trim();
      throw new QemuEnded(`qemu ended before the host was ready.\n${said}\n${lastLines(console)}`);
    }
    if (console.includes('http-trace-guest: ready')) {
      const identity = identityOf(qemu.pid ?? 0);
      if (identity) return identity;
    }
    if (Date.now() > until) {
      throw new Error(
        `The host was not ready after ${timeoutMs / 1000} s. Its console:\n${lastLines(console)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
