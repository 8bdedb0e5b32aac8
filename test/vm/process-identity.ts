import { readFileSync } from 'node:fs';

/** A process of this machine, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and its start: field 22 of /proc/PID/stat, see proc(5). */
  readonly startTime: string;
  /** Of the machine it runs on, new at each start of the machine. */
  readonly bootId: string;
}

/** The identity of a process that runs now; undefined if none does under this number. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name stands in parentheses and may hold anything, so the fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = fields[19];
    // A zombie runs no longer.
    if (startTime === undefined || fields[0] === 'Z') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return { pid, startTime, bootId };
  } catch {
    return undefined;
  }
}

/** Whether the very process still runs. */
export function isRunning(process: ProcessIdentity): boolean {
  const now = identityOf(process.pid);
  return now?.startTime === process.startTime && now.bootId === process.bootId;
}

/** Ends a process: first by asking, after `patienceMs` by force. Returns when it is gone. */
export async function endProcess(identity: ProcessIdentity, patienceMs = 5_000): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGTERM', patienceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isRunning(identity)) return;
    process.kill(identity.pid, signal);
    const until = Date.now() + timeoutMs;
    while (isRunning(identity) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  if (isRunning(identity)) throw new Error(`Process ${identity.pid} could not be ended.`);
}
