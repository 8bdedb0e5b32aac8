import { isCode, isGrant } from './oauth.ts';
import { decodedBytes, encodedBytes } from './percent-coding.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { redactText } from './text.ts';
import { leastToken } from './tokens.ts';

/** In a form only `&` ends a value; in a query or a fragment `#` does as well, and `;` where a name follows it. */
export type ParameterList = 'form' | 'query';

/** Parameters as a query, a fragment or a form has them, without the values of secret ones; in one pass. */
export function redactParameters(
  text: string,
  list: ParameterList,
  secrets: Secrets,
  replaced: () => void = () => {},
  depth = 0,
): string {
  const granted = isGrant(text);
  let result = '';
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const end = list === 'form' ? formPairEnd(text, at) : queryPairEnd(text, at);
    const pair = text.slice(at, end);
    const safe = redactPair(pair, secrets, replaced, depth, granted);
    if (safe !== pair) {
      result += text.slice(copied, at) + safe;
      copied = end;
    }
    at = end + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function formPairEnd(text: string, at: number): number {
  const end = text.indexOf('&', at);
  return end < 0 ? text.length : end;
}

function queryPairEnd(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x26 || code === 0x23 || (code === 0x3b && beginsName(text, end + 1))) return end;
  }
  return text.length;
}

function beginsName(text: string, at: number): boolean {
  nameAndEquals.lastIndex = at;
  return nameAndEquals.test(text);
}

const nameAndEquals = /[\w.~%+[\]-]{1,64}=/y;

/** A question mark may stand in a value (RFC 3986, section 3.4), but begins a name as well. */
function redactPair(
  pair: string,
  secrets: Secrets,
  replaced: () => void,
  depth: number,
  granted: boolean,
): string {
  const valueAt = pair.indexOf('=') + 1;
  for (let equals = valueAt - 1; equals >= 0; ) {
    const nameAt = pair.lastIndexOf('?', equals) + 1;
    const name = pair.slice(nameAt, equals);
    if (secrets.isSecretParameter(name) || (granted && isCode(name, pair.slice(equals + 1)))) {
      if (equals + 1 === pair.length) return pair;
      replaced();
      return `${pair.slice(0, equals + 1)}${redacted}`;
    }
    const question = pair.indexOf('?', equals);
    equals = question < 0 ? -1 : pair.indexOf('=', question);
  }
  if (valueAt === 0 && depth > 0) return pair;
  const value = pair.slice(valueAt);
  const safe = redactCoded(value, secrets, replaced, depth);
  return safe === value ? pair : pair.slice(0, valueAt) + safe;
}

/** So often a value is looked into that is coded in one that is coded. */
const deepest = 4;

/** An address, JSON or another text that is a value is percent-encoded, with its own parameters. */
function redactCoded(value: string, secrets: Secrets, replaced: () => void, depth: number): string {
  if (depth === deepest || !mayHold(value, secrets)) return value;
  const plain = decodedBytes(value);
  const inner = mayBePairs(plain)
    ? redactParameters(plain, 'query', secrets, replaced, depth + 1)
    : plain;
  const safe = redactText(inner, secrets, replaced);
  if (safe === plain) return value;
  return isCoded.test(value) ? encodedBytes(safe, value.includes('+') ? '+' : '%20') : safe;
}

/** Of a text that may be a form or an address: JSON and XML have equals signs of their own. */
export function mayBePairs(text: string): boolean {
  return !/^\s*[[{"<]/.test(text);
}

const isCoded = /[%+]/;

/** Most coded values are a few words. */
function mayHold(value: string, secrets: Secrets): boolean {
  if (!isCoded.test(value)) return value.includes('"');
  const long = value.length > leastToken || secrets.hasExpressions;
  return long || /["=:@]|%(?:2[25]|3[AD]|40)/i.test(value);
}
