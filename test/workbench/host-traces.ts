import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { VmHost } from '../vm/host.ts';

/** What a trace could leave on a host. */
interface HostState {
  readonly programs: string[];
  readonly processes: string[];
  readonly files: string[];
}

/** BPF programs, processes and temporary files of the host. */
export async function hostState(host: VmHost): Promise<HostState> {
  const lines = async (command: string): Promise<string[]> =>
    (await host.mustRun(command))
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  return {
    programs: await lines(`sudo -n bpftool prog show | grep -E '^[0-9]+:' || true`),
    // Without kernel threads (no command line), and without what this very question runs.
    processes: await lines(
      `ps -eo args= | grep -v -E '^\\[|^(bash|sh) -c|^ps |^grep |^sort|^sshd' || true`,
    ),
    // sudo notes by itself, in /run/sudo, who asked it.
    files: await lines(
      'sudo -n find /tmp /var/tmp /dev/shm /run -xdev -not -type d -not -path "/run/sudo/*"',
    ),
  };
}

/** Everything on the host's disk. */
export async function everyPath(host: VmHost): Promise<string[]> {
  return (await host.mustRun('sudo -n find / -xdev')).split('\n').sort();
}

/** Fails unless the host gets back to this state within ten seconds. */
export async function assertHostIsBackTo(before: HostState, host: VmHost): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const now = await hostState(host);
    try {
      return assert.deepEqual(now, before);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await delay(250);
  }
}
