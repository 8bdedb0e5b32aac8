import type { Architecture } from './architecture.ts';

/** The kernels that a test host can run, by the name given to `--kernel`. */
export const kernels = {
  '5.10': {
    architecture: 'x86_64',
    suites: ['bullseye', 'bullseye-security'],
    package: /^linux-image-5\.10\.0-\d+-cloud-amd64$/,
  },
  '6.1': {
    architecture: 'x86_64',
    suites: ['bookworm', 'bookworm-security'],
    package: /^linux-image-6\.1\.0-\d+-cloud-amd64$/,
  },
  '6.12': {
    architecture: 'x86_64',
    suites: ['bookworm-backports', 'bookworm-security'],
    package: /^linux-image-6\.12\.\d+\+deb12(\.\d+)?-cloud-amd64$/,
  },
  newest: {
    architecture: 'x86_64',
    suites: ['trixie-backports'],
    package: /^linux-image-\d+\.\d+\.\d+\+deb13(\.\d+)?-cloud-amd64$/,
  },
  '6.1-arm64': {
    architecture: 'aarch64',
    suites: ['bookworm', 'bookworm-security'],
    package: /^linux-image-6\.1\.0-\d+-cloud-arm64$/,
  },
} as const satisfies Record<string, KernelSource>;

/** Where a kernel's package comes from. */
export interface KernelSource {
  readonly architecture: Architecture;
  readonly suites: readonly string[];
  readonly package: RegExp;
}

export type KernelName = keyof typeof kernels;

export const defaultKernel: KernelName = '6.12';

export function isKernelName(name: string): name is KernelName {
  return Object.hasOwn(kernels, name);
}

/** The newest package that matches, by the version within its name; undefined when none does. */
export function newestPackage(names: readonly string[], pattern: RegExp): string | undefined {
  return names
    .filter((name) => pattern.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}

/**
 * The packages that hold image and modules. From 6.19 on Debian's image package is empty, and the files are in
 * packages of their own.
 */
export function packagesOfImage(image: string, available: ReadonlySet<string>): string[] {
  const parts = ['binary', 'modules', 'base'].map((part) => image.replace('-image-', `-${part}-`));
  return [image, ...parts.filter((name) => available.has(name))];
}
