import type { ParseArgsConfig } from 'node:util';
import type { CaptureLimit } from '../../remote-agent/protocol/messages.ts';
import { parseOnly } from '../core/only/parse.ts';
import type { StartOptions } from '../core/session/session.ts';
import { absolutePath, numberIn, UsageError } from './target-options.ts';

const text = { type: 'string' } as const;

/** The options of every command that traces. */
export const captureOptions = {
  design: text,
  only: text,
  'capture-limit': text,
  btf: text,
  secret: { type: 'string', multiple: true },
} as const satisfies ParseArgsConfig['options'];

export const captureUsage = `  --design NAME       auto (default), tracepoint, kprobe, raw_tp or socket_filter
  --only TEXT         have the kernel watch nothing else: process:, pid:, port:, container:, cgroup:; of several
                      of one kind any, of several kinds all
  --capture-limit N   bytes captured of each body (default 65536), or unlimited
  --btf FILE          on the host: the kernel's types, for a kernel without /sys/kernel/btf/vmlinux
  --secret PATTERN    also replace values of this name (* stands for anything), or what /an expression/ finds;
                      can be given several times`;

interface CaptureValues {
  readonly design?: string;
  readonly only?: string;
  readonly 'capture-limit'?: string;
  readonly btf?: string;
  readonly secret?: string[];
}

const designs: readonly StartOptions['design'][] = [
  'auto',
  'tracepoint',
  'kprobe',
  'raw_tp',
  'socket_filter',
];

const largestCapture = 1 << 24;

/** @throws UsageError, FilterSyntaxError */
export function startOptionsOf(values: CaptureValues, redact: boolean): StartOptions {
  const design = designs.find((name) => name === (values.design ?? 'auto'));
  if (!design) throw new UsageError(`--design is one of ${designs.join(', ')}.`);
  const only = parseOnly(values.only ?? '');
  const btf = absolutePath('--btf', values.btf);
  return {
    design,
    redact,
    secretPatterns: values.secret ?? [],
    captureLimit: captureLimit(values['capture-limit']),
    ...(only !== undefined && { only }),
    ...(btf !== undefined && { btf }),
  };
}

function captureLimit(given: string | undefined): CaptureLimit {
  if (given === 'unlimited') return given;
  return numberIn('--capture-limit', given, 0, largestCapture, true) ?? 65_536;
}
