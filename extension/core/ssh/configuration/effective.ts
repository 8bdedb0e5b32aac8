import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { promisify } from 'node:util';
import { SessionError } from '../../session/session.ts';
import { printable } from '../../text/printable.ts';
import type { Destination } from '../destination.ts';
import { userConfigurationFile } from './included.ts';
import type { Directives } from './settings.ts';

const run = promisify(execFile);

/** The configuration may resolve names (CanonicalizeHostname) or run commands (Match exec). */
const TIME_LIMIT_MS = 10_000;

export interface ConfigurationSource {
  /** In place of `~/.ssh/config` and the system's. */
  readonly configFile?: string | undefined;
  readonly sshProgram?: string | undefined;
}

/**
 * Asks `ssh -G` what it would use for a destination. `undefined` where there is no ssh program.
 *
 * @throws SessionError `bad-destination` where ssh refuses its configuration
 */
export async function effectiveConfiguration(
  destination: Destination,
  source: ConfigurationSource,
  signal: AbortSignal,
): Promise<Directives | undefined> {
  const configFile = source.configFile ?? configurationOfOtherHome();
  const file = configFile === undefined ? [] : ['-F', configFile];
  const login = destination.user === undefined ? [] : ['-l', destination.user];
  try {
    const { stdout } = await run(
      source.sshProgram ?? 'ssh',
      ['-G', ...file, ...login, '--', destination.host],
      { timeout: TIME_LIMIT_MS, maxBuffer: 1 << 20, signal },
    );
    return parseEffective(stdout);
  } catch (error) {
    if (signal.aborted) throw error;
    const { code, stderr, killed } = error as { code?: unknown; stderr?: string; killed?: boolean };
    if (code === 'ENOENT' || code === 'EACCES') return undefined;
    const reason = killed
      ? `ssh did not answer within ${TIME_LIMIT_MS / 1000} s`
      : printable(stderr || String(error));
    throw new SessionError(
      'bad-destination',
      `The ssh configuration for ${destination.text} could not be read: ${reason}`,
      { cause: error },
    );
  }
}

/**
 * ssh takes the home folder from the password database. Where HOME is another one, the hosts that were offered
 * come from there, so that file is the one to ask about.
 */
function configurationOfOtherHome(): string | undefined {
  if (homedir() === userInfo().homedir) return undefined;
  const file = userConfigurationFile();
  return existsSync(file) ? file : undefined;
}

/** Reads `name value` lines; names that appear several times keep all values in order. */
export function parseEffective(text: string): Directives {
  const directives = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank <= 0) continue;
    const name = line.slice(0, blank).toLowerCase();
    const values = directives.get(name);
    if (values) values.push(line.slice(blank + 1));
    else directives.set(name, [line.slice(blank + 1)]);
  }
  return directives;
}
