/** What differs between the machines that the loader is built for, by what `uname -m` prints there. */
export interface Target {
  readonly compiler: string;
  /** As Debian calls it. */
  readonly debian: string;
  /** As bpf_tracing.h of libbpf calls it. */
  readonly bpfName: string;
  /** The kernel's own headers for programs, of this architecture. */
  readonly kernelHeaders: string;
  /** Where the compiler finds headers that it has none of its own of, last. */
  readonly headers: readonly string[];
}

const debianHeaders = '/usr/include/x86_64-linux-gnu';
const crossHeaders = '/usr/aarch64-linux-gnu/include';

export const targets = {
  x86_64: {
    compiler: 'musl-gcc',
    debian: 'amd64',
    bpfName: 'x86',
    kernelHeaders: debianHeaders,
    // musl has no kernel headers of its own.
    headers: ['/usr/include', debianHeaders],
  },
  // Debian has no musl for it on this machine; with glibc, static, the loader is larger and needs nothing either.
  aarch64: {
    compiler: 'aarch64-linux-gnu-gcc',
    debian: 'arm64',
    bpfName: 'arm64',
    kernelHeaders: crossHeaders,
    headers: [],
  },
} as const satisfies Record<string, Target>;

export type Architecture = keyof typeof targets;

export const architectures = Object.keys(targets) as Architecture[];

/** Options of the compiler that have it look there last. */
export function lastHeaders(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => ['-idirafter', folder]);
}
