import assert from 'node:assert/strict';
import type { VmHost } from '../vm/host.ts';

/**
 * What a trace could leave on a host: processes, BPF programs, files. The cache of packages, which makes the
 * next start fast, is not among them.
 */
export async function traces(host: VmHost): Promise<string[]> {
  // Few processes: in emulation each takes a tenth of a second.
  const command = `
    ps -eww -o args= | grep -E '[a]gent[.]cjs|[h]ttp-trace-loader'
    bpftool prog | sed -nE 's/^[0-9]+: ([a-z_]+ +name [^ ]+).*/\\1/p'
    find / -xdev \\( -path '*/.cache/http-trace' -o -path '*/.cache/http-trace/????????????????????????????????????????????????????????????????' \\) -o \\( -name '*http-trace*' -o -name '.upload-*' \\) -print
    true`;
  const out = await host.mustRun(command, { user: 'root' });
  return out
    .split('\n')
    .filter(
      (line) =>
        line !== '' && !/\/\.cache\/http-trace\/[0-9a-f]{64}\/http-trace-loader$/.test(line),
    )
    .sort();
}

/** Waits until the host is as it was; the end of a trace whose connection was cut takes a moment. */
export async function asBefore(host: VmHost, before: readonly string[]): Promise<void> {
  let now: string[] = [];
  for (let i = 0; i < 20; i++) {
    now = await traces(host);
    if (now.length === before.length && now.every((line, at) => line === before[at])) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  assert.deepEqual(now, before);
}
