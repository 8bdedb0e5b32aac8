/** What stands in place of a secret. */
export const redacted = '[redacted]';

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
  'otp',
  'csrf',
  'xsrf',
]);
const cacheLimit = 4096;
const verdicts = new Map<string, boolean>();

/**
 * Whether a header, query parameter or field of that name holds a secret: by the words in it, whatever its case
 * and whatever separates them (`X-Api-Key`, `api_key`, `apiKey`).
 */
export function isSecretName(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const verdict = secretNames.has(letters) || secretWords.some((word) => letters.includes(word));
  if (verdicts.size >= cacheLimit) verdicts.clear();
  if (name.length <= 256) verdicts.set(name, verdict);
  return verdict;
}
