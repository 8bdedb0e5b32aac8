import { redactParameters } from './parameters.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { leastToken, replaceTokens } from './tokens.ts';
import { redactUserInfo } from './user-info.ts';

/** A request target or URI reference (RFC 3986) without the secrets of its user info, path, query and fragment. */
export function redactAddress(address: string, secrets: Secrets): string {
  const query = address.indexOf('?');
  const hash = address.indexOf('#');
  const end = query < 0 ? hash : hash < 0 ? query : Math.min(query, hash);
  const path = redactPath(end < 0 ? address : address.slice(0, end), secrets);
  // Access tokens of the implicit grant stand in the fragment (RFC 6749, section 4.2.2).
  const rest = end < 0 ? '' : redactParameters(address.slice(end), 'query', secrets);
  const whole = redactUserInfo(path + rest, nothing);
  return whole.length > leastToken ? replaceTokens(whole) : whole;
}

const nothing = () => {};
const ownUserInfo = /^((?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/)[^/?#]*@/;

function redactPath(path: string, secrets: Secrets): string {
  const safe = path.includes('@') ? path.replace(ownUserInfo, `$1${redacted}@`) : path;
  return safe.includes(';') ? redactPathParameters(safe, secrets) : safe;
}

/** Servlets have their session in a parameter of the path (RFC 3986, section 3.3). */
function redactPathParameters(path: string, secrets: Secrets): string {
  return path.replace(/;([^=;/]{1,128})=([^;/]+)/g, (all, name: string) =>
    secrets.isSecretParameter(name) ? `;${name}=${redacted}` : all,
  );
}

/** An authority (RFC 3986, section 3.2), as Host and CONNECT have it, without its user info. */
export function redactAuthority(authority: string): string {
  const at = authority.lastIndexOf('@');
  return at < 0 ? authority : `${redacted}${authority.slice(at)}`;
}
