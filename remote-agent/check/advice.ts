/** What is known of a host when advice is given. */
export interface Circumstances {
  /** The sentence that says how to get the rights that are missing; empty where there are enough. */
  readonly missingRights: string;
  readonly lockdown: string;
}

interface Known {
  readonly words: RegExp;
  readonly advice: string | ((circumstances: Circumstances) => string | undefined);
}

/** Reasons as kernels and libbpf word them, and what can be done. The first that fits and has advice counts. */
const table: readonly Known[] = [
  {
    words: /not permitted|permission denied|EPERM|EACCES/i,
    advice: ({ missingRights }) => missingRights || undefined,
  },
  {
    words: /^BTF:|kernel BTF|the kernel's BTF|vmlinux BTF/i,
    advice:
      'The kernel does not tell its types: name a file that holds them with --btf or the setting httpTrace.btf, or boot a kernel with CONFIG_DEBUG_INFO_BTF.',
  },
  {
    words:
      /not permitted|permission denied|unknown func bpf_probe_read|cannot use helper|^(?:tracefs|kprobe_events|tracepoint )/i,
    advice: ({ lockdown }) =>
      lockdown === 'confidentiality'
        ? 'The kernel is locked down (confidentiality), which forbids reading its memory and tracefs: use a design that works here, or boot without it.'
        : undefined,
  },
  {
    words: /MEMLOCK/,
    advice:
      'Before Linux 5.11 BPF needs locked memory: raise the limit (ulimit -l), or give the loader CAP_SYS_RESOURCE.',
  },
  {
    words: /-524|\b524\b|ENOTSUPP/,
    advice:
      'This kernel cannot attach by fentry on this architecture (arm64 can from 6.4 on); kprobes see the same.',
  },
  {
    words: /unknown opcode|BPF_ATOMIC|invalid func unknown|unknown func/i,
    advice: 'The kernel is too old for this design: use one that works here, or a newer kernel.',
  },
  {
    words: /perf event|perf_event|kprobe|kretprobe/i,
    advice:
      'The kernel has no such probe: it may be built without CONFIG_KPROBES or CONFIG_BPF_EVENTS, or kernel.kprobes or a security policy may forbid it.',
  },
  {
    words: /tracepoint|tracefs|No such file or directory/i,
    advice:
      'If tracefs is not mounted, mount it as root: mount -t tracefs tracefs /sys/kernel/tracing.',
  },
];

/** One sentence about what can be done; empty where nothing is known. */
export function adviceFor(reason: string, circumstances: Circumstances): string {
  if (reason === '') return '';
  for (const { words, advice } of table) {
    if (!words.test(reason)) continue;
    const sentence = typeof advice === 'string' ? advice : advice(circumstances);
    if (sentence !== undefined) return sentence;
  }
  return '';
}
