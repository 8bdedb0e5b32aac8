import { parseArgs } from 'node:util';
import { parseFilter } from '../core/filter/filter.ts';
import type { StartOptions, TraceTarget } from '../core/session/session.ts';

export const usage = `Usage: npm run -s trace -- DEST [options]

DEST is user@host, a name from the ssh configuration, or local for this machine.

  --port N            port of the SSH server
  --identity FILE     private key to log in with
  --known-hosts FILE  in place of the known_hosts files of the ssh configuration
  --ssh-config FILE   in place of ~/.ssh/config
  --design NAME       auto (default), tracepoint, kprobe, raw_tp or socket_filter
  --duration S        stop after this many seconds; otherwise on Ctrl-C
  --filter TEXT       print only matching exchanges: words, method:, status-code:, process:, domain:,
                      path:, each negated by a “-” before it
  --capture N         bytes captured of each body (default 65536)
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

/** A command line that cannot be followed; `message` says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError, FilterSyntaxError */
export function parseArguments(words: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parsed(words);
  if (values.help) return 'help';
  const [destination, ...rest] = positionals;
  if (destination === undefined || rest.length > 0) {
    throw new UsageError(
      destination === undefined ? 'DEST is missing.' : `There is one DEST, not also ${rest[0]}.`,
    );
  }
  const design = designs.find((name) => name === (values.design ?? 'auto'));
  if (!design) throw new UsageError(`--design is one of ${designs.join(', ')}.`);
  const port = numberIn('--port', values.port, 1, 65_535, true);
  const duration = numberIn('--duration', values.duration, 0, 1e6, false);
  return {
    target: {
      destination,
      ...(port !== undefined && { port }),
      ...(values.identity !== undefined && { identityFile: values.identity }),
      ...(values['known-hosts'] !== undefined && { knownHostsFile: values['known-hosts'] }),
      ...(values['ssh-config'] !== undefined && { configFile: values['ssh-config'] }),
    },
    options: {
      design,
      redact: !values['no-redact'],
      secretPatterns: values.secret ?? [],
      captureLimit: numberIn('--capture', values.capture, 0, 1 << 24, true) ?? 65_536,
    },
    durationMs: duration === undefined ? undefined : duration * 1000,
    filter: parseFilter(values.filter ?? ''),
  };
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        port: text,
        identity: text,
        'known-hosts': text,
        'ssh-config': text,
        design: text,
        duration: text,
        filter: text,
        capture: text,
        secret: { ...text, multiple: true },
        'no-redact': flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberIn(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
  whole: boolean,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (
    text.trim() !== '' &&
    value >= least &&
    value <= most &&
    (!whole || Number.isInteger(value))
  ) {
    return value;
  }
  throw new UsageError(
    `${name} is a number from ${least} to ${most}, not ${JSON.stringify(text)}.`,
  );
}
