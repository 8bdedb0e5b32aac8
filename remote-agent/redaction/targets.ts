import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

/** A request target or URI reference (RFC 3986) without the secrets of its query, fragment and user info. */
export function redactTarget(target: string, secrets: Secrets): string {
  const query = target.indexOf('?');
  const hash = target.indexOf('#');
  const end = query < 0 ? hash : hash < 0 ? query : Math.min(query, hash);
  if (end < 0) return secrets.replaceIn(redactUserInfo(target));
  // Access tokens of the implicit grant stand in the fragment (RFC 6749, section 4.2.2).
  const rest = redactParameters(target.slice(end), secrets);
  return secrets.replaceIn(redactUserInfo(target.slice(0, end)) + rest);
}

/** Parameters as a query, a fragment or a form has them, without the values of secret ones. */
export function redactParameters(
  text: string,
  secrets: Secrets,
  replaced: () => void = () => {},
): string {
  return text.replace(
    /(^|[?#&;])([^=&;?#]*)=([^&;#]*)/g,
    (all, separator: string, name: string, value: string) => {
      if (value === '' || !secrets.isSecret(decode(name))) return all;
      replaced();
      return `${separator}${name}=${redacted}`;
    },
  );
}

function decode(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function redactUserInfo(target: string): string {
  if (!target.includes('@')) return target;
  return target.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#]*@/, `$1${redacted}@`);
}
