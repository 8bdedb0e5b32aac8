import { isSecretName, redacted } from './secret-names.ts';
import { replaceTokens } from './tokens.ts';

/** The value of a field that is a secret. */
export function redactWhole(value: string): string {
  return value === '' ? '' : redacted;
}

/** Schemes that are registered (RFC 9110, section 16.4.1) or well known; others may be a part of the secret. */
const schemes = new Set([
  ...['basic', 'bearer', 'concealed', 'digest', 'dpop', 'gnap', 'hoba', 'mutual', 'negotiate'],
  ...['oauth', 'privatetoken', 'scram-sha-1', 'scram-sha-256', 'vapid', 'ntlm', 'kerberos'],
  ...['token', 'apikey', 'api-key', 'key', 'jwt', 'hmac', 'hawk', 'signature', 'aws', 'bot'],
  ...['aws4-hmac-sha256', 'aws4-ecdsa-p256-sha256', 'google-login', 'sharedkey', 'sharedkeylite'],
  ...['sharedaccesssignature', 'splunk', 'ssws', 'geniekey', 'mediabrowser', 'client-id', 'wsse'],
  ...['session', 'sso-key', 'zoho-oauthtoken', 'pve', 'user'],
]);

/** The scheme stays (RFC 9110, section 11.4); a value that has none that is known is a secret as a whole. */
export function redactCredentials(value: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9-]*) +\S/.exec(value)?.[1] ?? '';
  return schemes.has(scheme.toLowerCase()) ? `${scheme} ${redacted}` : redactWhole(value);
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
