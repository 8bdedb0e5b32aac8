import { redacted } from './secret-names.ts';

/** Of a Set-Cookie field: the attributes stay. */
export function redactSetCookie(value: string): string {
  const end = value.indexOf(';');
  return end < 0 ? redactPair(value) : redactPair(value.slice(0, end)) + value.slice(end);
}

/** Of a Cookie field. */
export function redactPairs(value: string): string {
  return value.split(';').map(redactPair).join(';');
}

function redactPair(pair: string): string {
  const equals = pair.indexOf('=');
  if (equals < 0) return pair.trim() === '' ? pair : redacted;
  return equals + 1 === pair.length ? pair : `${pair.slice(0, equals + 1)}${redacted}`;
}
