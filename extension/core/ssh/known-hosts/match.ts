import { createHmac, timingSafeEqual } from 'node:crypto';

/** The name that known_hosts uses: `host`, or `[host]:port` for a port other than 22. */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** Whether the hosts field of a known_hosts line covers a name: hashed, or patterns of which none negates it. */
export function coversHost(field: string, name: string): boolean {
  if (field.startsWith('|')) return coversHashed(field, name);
  let covered = false;
  for (const item of field.toLowerCase().split(',')) {
    const negated = item.startsWith('!');
    if (!patternMatches(negated ? item.slice(1) : item, name.toLowerCase())) continue;
    if (negated) return false;
    covered = true;
  }
  return covered;
}

/** `|1|salt|hash`: the HMAC-SHA1 of the name, keyed with the salt. */
export function hashedName(name: string, salt: Buffer): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

function coversHashed(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split('|');
  if (version !== '1' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64'))
    .update(name.toLowerCase())
    .digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` is any run of characters, `?` any one; linear in both lengths but for backtracking to the last `*`. */
function patternMatches(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (
      p < pattern.length &&
      (pattern[p] === '?' || pattern[p] === name[n]) &&
      pattern[p] !== '*'
    ) {
      p++;
      n++;
    } else if (pattern[p] === '*') {
      star = p++;
      resume = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
