import type { DesignName } from '../../remote-agent/protocol/messages.ts';
import type { Architecture } from '../vm/architecture.ts';
import { type KernelName, kernels } from '../vm/kernels.ts';

/** A column of the matrix. */
export interface MatrixHost {
  readonly name: string;
  readonly kernel: KernelName;
  readonly architecture: Architecture;
  /** Appended to the kernel's command line. */
  readonly cmdline: string;
  /**
   * The designs whose traces every test run holds against the traffic: the one that `auto` chooses, and these. Where
   * there are none, not even that one, each design that attaches tells of one exchange. `npm run matrix` does it all.
   */
  readonly traced: readonly (DesignName | 'auto')[];
  /** Every test run makes the requests of `auto` in numbers here, too; elsewhere `npm run matrix` does. */
  readonly inNumbers: boolean;
  /** Only `npm run matrix` starts this host. */
  readonly rarely: boolean;
}

const rarely = { traced: [], inNumbers: false, rarely: true } as const;
const briefly = { traced: [], inNumbers: false, rarely: false } as const;
const auto = { traced: ['auto'], rarely: false } as const;

/** The kernels on which every design is tried. */
export const matrixHosts: readonly MatrixHost[] = [
  { ...on('5.10'), ...rarely },
  { ...on('6.1'), ...auto, inNumbers: false },
  { ...on('6.1', 'integrity'), ...rarely },
  { ...on('6.1', 'confidentiality'), ...rarely },
  { ...on('6.12'), ...auto, inNumbers: true },
  { ...on('6.12', 'integrity'), ...rarely },
  { ...on('6.12', 'confidentiality'), ...briefly },
  { ...on('newest'), ...briefly },
  { ...on('6.1-arm64'), ...rarely },
];

function on(kernel: KernelName, lockdown?: 'integrity' | 'confidentiality') {
  return {
    name: lockdown ? `${kernel} ${lockdown}` : kernel,
    kernel,
    architecture: kernels[kernel].architecture,
    cmdline: lockdown ? `lockdown=${lockdown}` : '',
  };
}
