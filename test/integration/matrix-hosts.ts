import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import type { Architecture } from '../vm/architecture.ts';
import type { KernelName } from '../vm/kernels.ts';

/** A column of the matrix. */
export interface MatrixHost {
  readonly name: string;
  readonly kernel: KernelName;
  readonly architecture: Architecture;
  /** Appended to the kernel's command line. */
  readonly cmdline: string;
  /** The designs whose traces are checked beside the one that `auto` chooses; the others are attached only. */
  readonly traced: readonly DesignName[];
}

const x86 = { architecture: 'x86_64', cmdline: '' } as const;

/** The kernels on which every design is tried. */
export const matrixHosts: readonly MatrixHost[] = [
  { name: '6.1', kernel: '6.1', ...x86, traced: [] },
  { name: '6.12', kernel: '6.12', ...x86, traced: ['raw_tp'] },
];
