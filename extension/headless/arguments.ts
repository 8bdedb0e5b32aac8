import type { CaptureLimit } from '../../remote-agent/protocol/messages.ts';
import { parseFilter } from '../core/filter/filter.ts';
import { parseOnly } from '../core/only/parse.ts';
import type { StartOptions, TraceTarget } from '../core/session/session.ts';
import {
  absolutePath,
  numberIn,
  parseWords,
  targetOf,
  targetOptions,
  targetUsage,
  UsageError,
} from './target-options.ts';

export const usage = `Usage: npm run -s trace -- DEST [options]

${targetUsage}
  --design NAME       auto (default), tracepoint, kprobe, raw_tp or socket_filter
  --duration S        stop after this many seconds; otherwise on Ctrl-C
  --only TEXT         have the kernel watch nothing else: process:, pid:, port:, container:, cgroup:; of several
                      of one kind any, of several kinds all
  --filter TEXT       print only matching exchanges: words, method:, status-code:, process:, domain:,
                      path:, each negated by a “-” before it
  --capture-limit N   bytes captured of each body (default 65536), or unlimited
  --btf FILE          on the host: the kernel's types, for a kernel without /sys/kernel/btf/vmlinux
  --secret PATTERN    also replace values of this name (* stands for anything), or what /an expression/ finds;
                      can be given several times
  --no-redact         do not replace secrets
  --help`;

export interface Arguments {
  readonly target: TraceTarget;
  readonly options: StartOptions;
  readonly durationMs: number | undefined;
  readonly filter: ReturnType<typeof parseFilter>;
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
export function parseArguments(words: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parseWords(words, {
    ...targetOptions,
    design: { type: 'string' },
    duration: { type: 'string' },
    only: { type: 'string' },
    filter: { type: 'string' },
    'capture-limit': { type: 'string' },
    btf: { type: 'string' },
    secret: { type: 'string', multiple: true },
    'no-redact': { type: 'boolean' },
  });
  if (values.help) return 'help';
  const target = targetOf(positionals, values);
  const design = designs.find((name) => name === (values.design ?? 'auto'));
  if (!design) throw new UsageError(`--design is one of ${designs.join(', ')}.`);
  const duration = numberIn('--duration', values.duration, 0, 1e6, false);
  const only = parseOnly(values.only ?? '');
  const btf = absolutePath('--btf', values.btf);
  return {
    target,
    options: {
      design,
      redact: !values['no-redact'],
      secretPatterns: values.secret ?? [],
      captureLimit: captureLimit(values['capture-limit']),
      ...(only !== undefined && { only }),
      ...(btf !== undefined && { btf }),
    },
    durationMs: duration === undefined ? undefined : duration * 1000,
    filter: parseFilter(values.filter ?? ''),
  };
}

function captureLimit(given: string | undefined): CaptureLimit {
  if (given === 'unlimited') return given;
  return numberIn('--capture-limit', given, 0, largestCapture, true) ?? 65_536;
}
