import { bodyText } from '../core/exchange/decode-body.ts';
import { parseFilter } from '../core/filter/filter.ts';
import type { StartOptions, TraceTarget } from '../core/session/session.ts';
import { captureOptions, captureUsage, startOptionsOf } from './capture-options.ts';
import { numberIn, parseWords, targetOf, targetOptions, targetUsage } from './target-options.ts';

export const usage = `Usage: npm run -s trace -- DEST [options]

${targetUsage}
${captureUsage}
  --duration S        stop after this many seconds; otherwise on Ctrl-C
  --filter TEXT       print only matching exchanges: words, method:, status-code:, process:, domain:,
                      path:, each negated by a “-” before it
  --no-redact         do not replace secrets
  --help`;

export interface Arguments {
  readonly target: TraceTarget;
  readonly options: StartOptions;
  readonly durationMs: number | undefined;
  readonly filter: ReturnType<typeof parseFilter>;
}

/** @throws UsageError, FilterSyntaxError */
export function parseArguments(words: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parseWords(words, {
    ...targetOptions,
    ...captureOptions,
    duration: { type: 'string' },
    filter: { type: 'string' },
    'no-redact': { type: 'boolean' },
  });
  if (values.help) return 'help';
  const target = targetOf(positionals, values);
  const options = startOptionsOf(values, !values['no-redact']);
  const duration = numberIn('--duration', values.duration, 0, 1e6, false);
  return {
    target,
    options,
    durationMs: duration === undefined ? undefined : duration * 1000,
    filter: parseFilter(values.filter ?? '', { bodyText, noteOf: () => '' }),
  };
}
