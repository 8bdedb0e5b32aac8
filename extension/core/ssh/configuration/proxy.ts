import { SessionError } from '../../session/session.ts';
import { expandTokens, type Tokens } from './expand.ts';
import type { Directives } from './settings.ts';

/** What stands between this machine and a host, as the configuration writes it. */
export type ConfiguredProxy =
  /** Hosts to go through, the one nearest to this machine first (ssh_config(5), ProxyJump). */
  | { readonly kind: 'jump'; readonly hops: readonly Hop[] }
  /** A command for the user's shell whose standard streams lead to the host, tokens expanded. */
  | { readonly kind: 'command'; readonly command: string };

export interface Hop {
  /** `user@host` or `host`. */
  readonly destination: string;
  readonly port?: number;
}

/**
 * The proxy of a destination. Of ProxyJump and ProxyCommand the first one in the configuration counts.
 *
 * @throws SessionError `bad-destination`
 */
export function configuredProxy(
  directives: Directives,
  destination: string,
  tokens: Tokens,
): ConfiguredProxy | undefined {
  for (const [name, [value = '']] of directives) {
    if (name !== 'proxyjump' && name !== 'proxycommand') continue;
    if (value.toLowerCase() === 'none' || value === '') {
      // As ssh has it: ProxyJump none leaves a ProxyCommand after it in force, but not the other way round.
      if (name === 'proxyjump') continue;
      return undefined;
    }
    if (name === 'proxycommand') return { kind: 'command', command: expandTokens(value, tokens) };
    return { kind: 'jump', hops: parseJump(value, destination, tokens) };
  }
  return undefined;
}

/** Reads `[user@]host[:port],…`, tokens expanded; each may also be written as an `ssh://` address. */
function parseJump(value: string, destination: string, tokens: Tokens): Hop[] {
  return value.split(',').map((part) => {
    const address = expandTokens(part, tokens)
      .trim()
      .replace(/^ssh:\/\//i, '')
      .replace(/\/$/, '');
    const [, host = address, digits] =
      /^((?:.*@)?(?:\[[^\]]+\]|[^:@\]]+)):(\d+)$/.exec(address) ?? [];
    const port = digits === undefined ? undefined : Number(digits);
    if (host === '' || (port !== undefined && (port < 1 || port > 65_535))) {
      throw new SessionError(
        'bad-destination',
        `The ssh configuration reaches ${destination} through ${JSON.stringify(value)}, which is no list of hosts; write ProxyJump as [user@]host[:port],….`,
      );
    }
    return { destination: host, ...(port !== undefined && { port }) };
  });
}
