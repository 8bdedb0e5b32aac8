import { isSecretName, redacted } from './secret-names.ts';
import { replaceTokens } from './tokens.ts';

/** The value of a field that is a secret. */
export function redactWhole(value: string): string {
  return value === '' ? '' : redacted;
}

/** The scheme stays (RFC 9110, section 11.4); a value that has none is a secret as a whole. */
export function redactCredentials(value: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9-]*) +\S/.exec(value)?.[1];
  return scheme ? `${scheme} ${redacted}` : redactWhole(value);
}

/** Browsers can send no Authorization with a WebSocket, so that credentials travel as names of protocols. */
export function redactSubprotocols(value: string): string {
  const names = value.split(',').map((name) => name.trim());
  return names
    .map((name, index) => {
      const dot = name.lastIndexOf('.');
      if (/(^|\.)(bearer|authorization|token|jwt)\./i.test(name)) {
        return `${name.slice(0, dot + 1)}${redacted}`;
      }
      const before = names[index - 1] ?? '';
      return /^[\w-]+$/.test(before) && isSecretName(before) ? redacted : replaceTokens(name);
    })
    .join(', ');
}
