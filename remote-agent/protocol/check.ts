import type { DesignName } from './messages.ts';

export interface CheckParams {
  /** As in `StartParams`. */
  readonly btf?: string;
}

/** Something that was tried. Without `works`, `reason` has the words of the kernel, the verifier or the program. */
export interface Finding {
  readonly works: boolean;
  readonly reason: string;
  /** What can be done about it, in one sentence; empty where nothing is known. */
  readonly advice: string;
}

/** What a host can do; everything was really tried, and nothing of it is left. */
export interface CheckResult {
  /** As `uname -r` and `uname -m` print them. */
  readonly kernel: string;
  readonly architecture: string;
  readonly agentVersion: string;
  /** `none`, `integrity` or `confidentiality`; `unknown` where the kernel does not tell. */
  readonly lockdown: string;
  readonly node: { readonly version: string; readonly path: string };
  readonly privileges: Privileges;
  /** Parts of the kernel that designs build upon. */
  readonly parts: readonly (Finding & { readonly name: string })[];
  /** The designs that this version has, in the order in which a trace tries them. */
  readonly designs: readonly DesignFinding[];
}

export interface Privileges {
  readonly user: string;
  readonly uid: number;
  /** Those in effect for the user's own programs, as `cap_bpf`. */
  readonly capabilities: readonly string[];
  /** Where the loader gets its rights from. */
  readonly loader: 'root' | 'capabilities' | 'sudo' | 'doas' | 'none';
  /** The loader has what it needs. */
  readonly enough: Finding;
  /** `sudo -n`. */
  readonly sudo: Finding;
  /** The sysctls `kernel.perf_event_paranoid` and `kernel.unprivileged_bpf_disabled`; `null`: not there. */
  readonly perfEventParanoid: number | null;
  readonly unprivilegedBpfDisabled: number | null;
}

/** Works where one of its ways to attach does; `reason` has those of all of them. */
export interface DesignFinding extends Finding {
  readonly name: DesignName;
  readonly attachments: readonly (Finding & { readonly attachment: string })[];
}
