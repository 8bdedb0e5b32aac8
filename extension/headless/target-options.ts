import { type ParseArgsConfig, parseArgs } from 'node:util';
import { SessionError, type TraceTarget } from '../core/session/session.ts';
import { parseTarget } from '../core/ssh/target.ts';

/** A command line that cannot be followed; `message` says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const text = { type: 'string' } as const;
const transports = ['auto', 'builtin', 'system'] as const;

/** The options that every command with a destination has. */
export const targetOptions = {
  port: text,
  identity: text,
  'known-hosts': text,
  'ssh-config': text,
  transport: text,
  grace: text,
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

export const targetUsage = `DEST is [user@]host[:port], ssh://[user@]host[:port], a name from the ssh configuration, or local for this machine.

  --port N            port of the SSH server
  --identity FILE     private key to log in with
  --known-hosts FILE  in place of the known_hosts files of the ssh configuration
  --ssh-config FILE   in place of ~/.ssh/config
  --transport NAME    auto (default), builtin, or system for the system's ssh
  --grace S           how long the host goes on when the connection is cut (default 0)`;

/** Reads a command line of one destination and options. @throws UsageError */
export function parseWords<T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>> {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

interface TargetValues {
  readonly port?: string;
  readonly identity?: string;
  readonly 'known-hosts'?: string;
  readonly 'ssh-config'?: string;
  readonly transport?: string;
  readonly grace?: string;
}

/** @throws UsageError */
export function targetOf(positionals: readonly string[], values: TargetValues): TraceTarget {
  const [destination, ...rest] = positionals;
  if (destination === undefined || rest.length > 0) {
    throw new UsageError(
      destination === undefined ? 'DEST is missing.' : `There is one DEST, not also ${rest[0]}.`,
    );
  }
  const port = numberIn('--port', values.port, 1, 65_535, true);
  const transport = transports.find((name) => name === (values.transport ?? 'auto'));
  if (!transport) throw new UsageError(`--transport is one of ${transports.join(', ')}.`);
  // A script that is killed must leave nothing behind, and nobody would come back for it.
  const graceSeconds = numberIn('--grace', values.grace, 0, 3600, true) ?? 0;
  return {
    ...destinationOf(destination),
    ...(port !== undefined && { port }),
    ...(values.identity !== undefined && { identityFile: values.identity }),
    ...(values['known-hosts'] !== undefined && { knownHostsFile: values['known-hosts'] }),
    ...(values['ssh-config'] !== undefined && { configFile: values['ssh-config'] }),
    ...(values.transport !== undefined && { transport }),
    graceSeconds,
  };
}

/**
 * As the extension reads what a person types. What is no destination stays as it is: connecting tells it, as a line of
 * the output too.
 */
function destinationOf(text: string): TraceTarget {
  try {
    return parseTarget(text);
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return { destination: text };
  }
}

/** @throws UsageError */
export function numberIn(
  name: string,
  given: string | undefined,
  least: number,
  most: number,
  whole: boolean,
): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (
    given.trim() !== '' &&
    value >= least &&
    value <= most &&
    (!whole || Number.isInteger(value))
  ) {
    return value;
  }
  throw new UsageError(
    `${name} is a number from ${least} to ${most}, not ${JSON.stringify(given)}.`,
  );
}

/** A path on the host, which has no folder that a relative one could begin at. @throws UsageError */
export function absolutePath(name: string, given: string | undefined): string | undefined {
  if (given === undefined || given.startsWith('/')) return given;
  throw new UsageError(`${name} is an absolute path on the host, not ${JSON.stringify(given)}.`);
}
