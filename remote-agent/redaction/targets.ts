import { redactParameters } from './parameters.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { replaceTokens } from './tokens.ts';

/** A request target or URI reference (RFC 3986) without the secrets of its query, fragment and user info. */
export function redactTarget(target: string, secrets: Secrets): string {
  const query = target.indexOf('?');
  const hash = target.indexOf('#');
  const end = query < 0 ? hash : hash < 0 ? query : Math.min(query, hash);
  if (end < 0) return secrets.replaceIn(withoutTokens(redactUserInfo(target)));
  // Access tokens of the implicit grant stand in the fragment (RFC 6749, section 4.2.2).
  const rest = redactParameters(target.slice(end), 'query', secrets);
  return secrets.replaceIn(withoutTokens(redactUserInfo(target.slice(0, end)) + rest));
}

/** Targets that are not longer hold no credential that is known by what it looks like. */
const leastToken = 20;

function withoutTokens(target: string): string {
  return target.length > leastToken ? replaceTokens(target) : target;
}

function redactUserInfo(target: string): string {
  if (!target.includes('@')) return target;
  return target.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#]*@/, `$1${redacted}@`);
}
