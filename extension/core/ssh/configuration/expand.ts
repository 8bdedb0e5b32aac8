import { createHash } from 'node:crypto';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';

/** What the percent tokens of ssh_config(5) stand for. */
export interface Tokens {
  readonly host: string;
  /** As it was written on the command line. */
  readonly original: string;
  readonly port: number;
  readonly user: string;
  readonly alias?: string;
  /** The last host on the way, where ProxyJump names one. */
  readonly jump?: string;
}

/** Expands `~`, `${NAME}` and the percent tokens of ssh_config(5) in a path. Unknown ones stay as they are. */
export function expandPath(path: string, tokens: Tokens): string {
  const named = expandHome(path).replace(
    /\$\{(\w+)\}/g,
    (whole, name: string) => process.env[name] ?? whole,
  );
  return expandTokens(named, tokens);
}

/** Expands `~` where a path begins with it. */
export function expandHome(path: string): string {
  return path === '~' || /^~[\\/]/.test(path) ? join(homedir(), path.slice(1)) : path;
}

/** Expands the percent tokens of ssh_config(5). Unknown ones stay as they are. */
export function expandTokens(text: string, tokens: Tokens): string {
  const { username, uid } = userInfo();
  const { host, port, user, jump = '' } = tokens;
  const values: Record<string, string> = {
    '%': '%',
    d: homedir(),
    // As since OpenSSH 9.6; before, the host on the way was not part of it.
    C: hashOf(hostname(), host, String(port), user, jump),
    h: host,
    i: String(uid),
    j: jump,
    k: tokens.alias ?? tokens.original,
    L: hostname().split('.')[0] ?? '',
    l: hostname(),
    n: tokens.original,
    p: String(port),
    r: user,
    u: username,
  };
  return text.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole);
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha1').update(parts.join('')).digest('hex');
}
