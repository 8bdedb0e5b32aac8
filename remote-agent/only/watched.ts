import type { Only } from '../protocol/messages.ts';
import { Cgroups } from './cgroups.ts';

/** What the kernel is told to watch: of several of one kind any, of several kinds all; nothing at all: everything. */
export interface Watched {
  readonly pids: readonly number[];
  readonly names: readonly string[];
  readonly ports: readonly number[];
  /** As bpf_get_current_cgroup_id() gives them. */
  readonly cgroupIds: readonly bigint[];
}

/** TASK_COMM_LEN of the kernel, without the NUL. */
const longestName = 15;

/**
 * Finds the cgroups of what is to be watched. Throws a `CaptureFailure` where there are none of that name.
 */
export function resolveOnly(only: Only | undefined, cgroups = new Cgroups()): Watched {
  if (!only) return { pids: [], names: [], ports: [], cgroupIds: [] };
  const folders = [
    ...only.cgroups.map((path) => cgroups.atPath(path)),
    ...only.containers.flatMap((name) => cgroups.ofContainer(name)),
  ];
  return {
    pids: only.pids,
    names: only.names.map(asComm),
    ports: only.ports,
    cgroupIds: folders.length === 0 ? [] : cgroups.idsBelow(folders),
  };
}

function asComm(name: string): string {
  const bytes = Buffer.from(name);
  // A character that the kernel cut in two cannot be given as an argument; what comes before it can.
  let end = Math.min(bytes.length, longestName);
  if (end < bytes.length) while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
