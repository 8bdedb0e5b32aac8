import { regexOf, wildcardSource } from './conditions.ts';
import { quotedWhereNeeded } from './quoted.ts';
import { compileRegex } from './regex/automaton.ts';
import type { Token } from './tokens.ts';

/** Compares with `[user@]host[:port]`, of which user and port may be left out; `*` stands for anything. */
export function tracedHostCondition(token: Token): (host: string) => boolean {
  const source = regexOf(token);
  if (source !== undefined) return compileRegex(source, token.position);
  const name = wildcardSource(token.value);
  const pattern = new RegExp(`^(?:[^@]*@)?\\[?${name}\\]?(?::\\d+)?$`, 'iu');
  return (host) => pattern.test(host);
}

/** The filter that shows what was traced on a host. */
export function tracedHostFilter(host: string): string {
  return `traced-host:${quotedWhereNeeded(host)}`;
}
