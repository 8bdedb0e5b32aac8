import { redacted } from './secret-names.ts';
import { percentDecoded, type Secrets } from './secrets.ts';
import { replaceTokens } from './tokens.ts';

/** A request target or URI reference (RFC 3986) without the secrets of its query, fragment and user info. */
export function redactTarget(target: string, secrets: Secrets): string {
  const query = target.indexOf('?');
  const hash = target.indexOf('#');
  const end = query < 0 ? hash : hash < 0 ? query : Math.min(query, hash);
  if (end < 0) return secrets.replaceIn(withoutTokens(redactUserInfo(target)));
  // Access tokens of the implicit grant stand in the fragment (RFC 6749, section 4.2.2).
  const rest = redactParameters(target.slice(end), secrets);
  return secrets.replaceIn(withoutTokens(redactUserInfo(target.slice(0, end)) + rest));
}

/** Targets that are not longer hold no credential that is known by what it looks like. */
const leastToken = 20;

function withoutTokens(target: string): string {
  return target.length > leastToken ? replaceTokens(target) : target;
}

/** Parameters as a query, a fragment or a form has them, without the values of secret ones. */
export function redactParameters(
  text: string,
  secrets: Secrets,
  replaced: () => void = () => {},
): string {
  let result = '';
  let copied = 0;
  let from = 0;
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', from)) {
    const valueAt = equals + 1;
    let nameAt = equals;
    while (nameAt > from && !isSeparator(text.charCodeAt(nameAt - 1))) nameAt--;
    let end = valueAt;
    while (end < text.length && !endsValue(text.charCodeAt(end))) end++;
    from = valueAt;
    if (end === valueAt) continue;
    const value = text.slice(valueAt, end);
    const secret = secrets.isSecretParameter(text.slice(nameAt, equals));
    const safe = secret ? redacted : redactCoded(value, secrets);
    if (safe === value) continue;
    result += text.slice(copied, valueAt) + safe;
    copied = end;
    from = end;
    replaced();
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** An address that is a value is percent-encoded, with its own parameters. */
function redactCoded(value: string, secrets: Secrets): string {
  if (!/%3d/i.test(value)) return value;
  const plain = percentDecoded(value);
  const safe = plain === value ? plain : redactParameters(plain, secrets);
  return safe === plain ? value : encodeURIComponent(safe);
}

function isSeparator(code: number): boolean {
  // A question mark may stand in a value (RFC 3986, section 3.4), but begins a name.
  return code === 0x3f || endsValue(code);
}

/** `&`, `;` or `#`. */
function endsValue(code: number): boolean {
  return code === 0x26 || code === 0x3b || code === 0x23;
}

function redactUserInfo(target: string): string {
  if (!target.includes('@')) return target;
  return target.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#]*@/, `$1${redacted}@`);
}
