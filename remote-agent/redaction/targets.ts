import { isSecretName, redacted } from './secret-names.ts';

/** A request target or URI reference (RFC 3986) without the secrets of its query, fragment and user info. */
export function redactTarget(target: string): string {
  const query = target.indexOf('?');
  const hash = target.indexOf('#');
  const end = query < 0 ? hash : hash < 0 ? query : Math.min(query, hash);
  if (end < 0) return redactUserInfo(target);
  // Access tokens of the implicit grant stand in the fragment (RFC 6749, section 4.2.2).
  const rest = target.slice(end).replace(/([?#&;])([^=&;?#]*)=([^&;#]*)/g, redactParameter);
  return redactUserInfo(target.slice(0, end)) + rest;
}

function redactParameter(all: string, separator: string, name: string, value: string): string {
  if (value === '' || !isSecretName(decode(name))) return all;
  return `${separator}${name}=${redacted}`;
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
