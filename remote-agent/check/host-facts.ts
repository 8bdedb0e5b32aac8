import { readFileSync } from 'node:fs';

/** `null` where the file cannot be read. */
export type ReadText = (path: string) => string | null;

export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** `none`, `integrity` or `confidentiality`; `unknown` where the kernel has no such file or it cannot be read. */
export function lockdown(read: ReadText): string {
  const modes = read('/sys/kernel/security/lockdown') ?? '';
  return /\[(\w+)\]/.exec(modes)?.[1] ?? 'unknown';
}

/** Of `kernel.perf_event_paranoid`, say; `null` where the kernel has no such sysctl. */
export function sysctl(name: string, read: ReadText): number | null {
  const text = read(`/proc/sys/${name.replaceAll('.', '/')}`)?.trim();
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** Names of include/uapi/linux/capability.h by bit, of those that have to do with tracing. */
const capabilityNames: readonly (readonly [bit: number, name: string])[] = [
  [1, 'cap_dac_override'],
  [2, 'cap_dac_read_search'],
  [12, 'cap_net_admin'],
  [13, 'cap_net_raw'],
  [19, 'cap_sys_ptrace'],
  [21, 'cap_sys_admin'],
  [24, 'cap_sys_resource'],
  [38, 'cap_perfmon'],
  [39, 'cap_bpf'],
];

/** Those in effect for this process. */
export function effectiveCapabilities(read: ReadText): string[] {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(read('/proc/self/status') ?? '')?.[1];
  if (mask === undefined) return [];
  const bits = BigInt(`0x${mask}`);
  return capabilityNames.filter(([bit]) => (bits >> BigInt(bit)) & 1n).map(([, name]) => name);
}
