import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Ends every process that this one started, directly or not; returns when none is left. */
export async function endDescendants(graceMs = 5000): Promise<void> {
  const killAt = Date.now() + graceMs;
  for (let left = descendants(); left.length > 0; left = descendants()) {
    for (const pid of left) signal(pid, Date.now() > killAt ? 'SIGKILL' : 'SIGTERM');
    await delay(100);
  }
}

/** Process ids below `root`, children before grandchildren. Zombies do not count: their parent reaps them. */
export function descendants(root = process.pid): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const status = /^\d+$/.test(entry) ? parentOf(entry) : undefined;
    if (!status || status.state === 'Z') continue;
    const siblings = children.get(status.parent) ?? [];
    children.set(status.parent, [...siblings, Number(entry)]);
  }
  const found: number[] = [];
  for (let level = children.get(root) ?? []; level.length > 0; ) {
    found.push(...level);
    level = level.flatMap((pid) => children.get(pid) ?? []);
  }
  return found;
}

function parentOf(pid: string): { state: string; parent: number } | undefined {
  try {
    // pid (comm) state ppid …, where comm may hold anything: proc_pid_stat(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile.
  }
}
