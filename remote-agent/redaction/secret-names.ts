import { detached } from '../content/detached.ts';

export { redacted } from '../protocol/redacted.ts';

const secretWords = [
  'apikey',
  'accesskey',
  'privatekey',
  'secret',
  'token',
  'password',
  'passwd',
  'passphrase',
  'credential',
  'session',
  'signature',
  'authorization',
  'passcode',
  'assertion',
  'samlresponse',
  'connectionstring',
  ...['auth', 'app', 'subscription', 'functions', 'account', 'shared', 'master', 'consumer'].map(
    (whose) => `${whose}key`,
  ),
  ...['signing', 'encryption', 'license', 'service', 'user', 'client'].map(
    (whose) => `${whose}key`,
  ),
];
/** Names that are a secret only as a whole: as a part they are in too many others. */
const secretNames = new Set([
  'auth',
  'pwd',
  'pass',
  'sid',
  'jwt',
  'sig',
  'bearer',
  'oauth2bearer',
  'otp',
  'csrf',
  'xsrf',
  'cookie',
  'cookies',
  'setcookie',
  'setcookie2',
  ...['xauth', 'basicauth', 'httpauth', 'proxyauth', 'userauth'],
  // Proof Key for Code Exchange (RFC 7636).
  'codeverifier',
]);
/** `pass` alone is in too many words (compass, bypass, boarding pass); `pwd` ends no other. */
const secretEnd =
  /(?:user|db|database|admin|root|account|login|my|new|old|current|confirm|mail|smtp|ftp|ssh|ldap|proxy|redis|sql)pass$|pwd$/;
/** Fields whose names end with `key` and that hold none that opens anything. */
const openKeys = new Set([
  ...['sec-websocket-key', 'idempotency-key', 'x-idempotency-key', 'public-key'],
  ...['cache-key', 'x-cache-key', 'surrogate-key', 'routing-key', 'x-routing-key'],
]);
const cacheLimit = 4096;
const verdicts = new Map<string, boolean>();

/** Of words that somebody may have written apart, the last one is enough. */
const hint = new RegExp(
  [...secretWords, ...secretNames]
    .map((word) => /(?:key|response|string|verifier)$/.exec(word)?.[0] ?? word)
    .join('|'),
  'i',
);

/** Whether a text may have a name in it that {@link isSecretName} takes for that of a secret: quickly, and rather yes. */
export function mayNameSecret(text: string): boolean {
  return hint.test(text);
}

/** Whether a header field of that name holds a key: in a header they are seldom anything but secrets. */
export function isKeyField(name: string): boolean {
  return /[-_]key$/i.test(name) && !openKeys.has(name.toLowerCase().replaceAll('_', '-'));
}

/**
 * Whether a header, query parameter or field of that name holds a secret: by the words in it, whatever its case
 * and whatever separates them (`X-Api-Key`, `api_key`, `apiKey`).
 */
export function isSecretName(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const verdict =
    secretNames.has(letters) ||
    secretEnd.test(letters) ||
    secretWords.some((word) => letters.includes(word));
  if (verdicts.size >= cacheLimit) verdicts.clear();
  if (name.length <= 256) verdicts.set(detached(name), verdict);
  return verdict;
}
