import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SshCommands } from './ssh.ts';

// The time is asked for when everything is under way: what comes after takes a few milliseconds.
const program = `import sys, time
print("?", flush=True)
time.clock_settime(time.CLOCK_REALTIME, float(sys.stdin.readline()))`;

/**
 * Sets the guest's clock to this machine's. After its start it is up to a second behind (the hardware clock
 * counts seconds), after being restored much more.
 */
export async function setClock(commands: SshCommands, timeoutMs: number): Promise<void> {
  const args = commands.arguments(`sudo python3 -c '${program}'`);
  const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  child.stdout.once('data', () => child.stdin.end(`${Date.now() / 1000}\n`));
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`The host's clock could not be set. ${complaint.trim()}`);
}
