import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import type { Container } from '../protocol/exchange.ts';
import { containerOf } from './container.ts';

export interface ProcEntry {
  /** Clock ticks after boot; with the pid it names a process for good. */
  readonly startTime: string;
  readonly parent: number;
  readonly name: string;
  /** Its arguments, each ended by a NUL. */
  readonly command: string;
  readonly cwd?: string | undefined;
  /** Of its cgroup, without the name. */
  readonly container?: Container | undefined;
}

const longestCommand = 4096;
/** Characters; no folder that somebody works in has more. */
const longestCwd = 1024;
/** PROC_PID_INIT_INO of include/linux/proc_ns.h: the initial pid namespace, in which events count. */
const initialPidNamespace = 'pid:[4026531836]';

/** Whether the pids of events are the pids of this process's /proc. */
export function seesInitialPidNamespace(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') === initialPidNamespace;
  } catch {
    return false;
  }
}

/** What /proc says about a process; `null` where it is gone. */
export function readProcEntry(pid: number): ProcEntry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may hold blanks and parentheses itself.
    const nameEnd = stat.lastIndexOf(')');
    const fields = stat.slice(nameEnd + 2).split(' ');
    return {
      startTime: fields[19] ?? '',
      parent: Number(fields[1]),
      name: Buffer.from(stat.slice(stat.indexOf('(') + 1, nameEnd), 'latin1').toString(),
      command: readCommand(pid),
      cwd: readCwd(pid),
      container: containerOf(readFileSync(`/proc/${pid}/cgroup`, 'utf8')),
    };
  } catch {
    return null;
  }
}

/** The kernel lets only the process's own user and root look (PTRACE_MODE_READ_FSCREDS, proc_pid_cwd(5)). */
function readCwd(pid: number): string | undefined {
  try {
    const path = readlinkSync(`/proc/${pid}/cwd`);
    // What was deleted, or lies outside of what we see, is told in words around a path.
    const isPath = path.startsWith('/') && !path.endsWith(' (deleted)');
    return isPath && path.length <= longestCwd ? path : undefined;
  } catch {
    return undefined;
  }
}

function readCommand(pid: number): string {
  const file = openSync(`/proc/${pid}/cmdline`, 'r');
  try {
    const bytes = Buffer.alloc(longestCommand);
    const length = readSync(file, bytes, 0, longestCommand, 0);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}
