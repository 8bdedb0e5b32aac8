/** Machines that test hosts can be, as `uname -m` says it. */
export type Architecture = 'x86_64' | 'aarch64';

/** As Debian says it. */
export const debianName = { x86_64: 'amd64', aarch64: 'arm64' } as const satisfies Record<
  Architecture,
  string
>;
