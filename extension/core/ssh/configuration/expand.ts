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
}

/** Expands `~`, `${NAME}` and the percent tokens of ssh_config(5) in a path. Unknown ones stay as they are. */
export function expandPath(path: string, tokens: Tokens): string {
  const home = path === '~' || /^~[\\/]/.test(path) ? join(homedir(), path.slice(1)) : path;
  const named = home.replace(/\$\{(\w+)\}/g, (whole, name: string) => process.env[name] ?? whole);
  return expandTokens(named, tokens);
}

/** Expands the percent tokens of ssh_config(5). Unknown ones stay as they are. */
export function expandTokens(text: string, tokens: Tokens): string {
  const { username, uid } = userInfo();
  const values: Record<string, string> = {
    '%': '%',
    d: homedir(),
    h: tokens.host,
    i: String(uid),
    k: tokens.alias ?? tokens.host,
    L: hostname().split('.')[0] ?? '',
    l: hostname(),
    n: tokens.original,
    p: String(tokens.port),
    r: tokens.user,
    u: username,
  };
  return text.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole);
}
