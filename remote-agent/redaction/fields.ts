import type { HeaderField } from '../protocol/exchange.ts';
import { isSecretName, redacted } from './secret-names.ts';
import { redactTarget } from './targets.ts';

type Treatment = (value: string) => string;

const special: ReadonlyMap<string, Treatment> = new Map<string, Treatment>([
  ['authorization', redactCredentials],
  ['proxy-authorization', redactCredentials],
  ['cookie', (value) => value.split(';').map(redactPair).join(';')],
  ['set-cookie', redactSetCookie],
  ['referer', redactTarget],
  ['location', redactTarget],
  ['content-location', redactTarget],
  ['refresh', redactTarget],
]);
const cacheLimit = 4096;
const treatments = new Map<string, Treatment | null>();

/** The fields without their secrets; names, schemes, cookie names and attributes stay. */
export function redactFields(fields: readonly HeaderField[]): HeaderField[] {
  return fields.map((field) => {
    const treatment = treatmentOf(field[0]);
    return treatment ? [field[0], treatment(field[1])] : field;
  });
}

function treatmentOf(name: string): Treatment | null {
  const known = treatments.get(name);
  if (known !== undefined) return known;
  const treatment = special.get(name.toLowerCase()) ?? (isSecretName(name) ? redactWhole : null);
  if (treatments.size >= cacheLimit) treatments.clear();
  if (name.length <= 256) treatments.set(name, treatment);
  return treatment;
}

function redactWhole(value: string): string {
  return value === '' ? '' : redacted;
}

/** The scheme stays (RFC 9110, section 11.4); a value that has none is a secret as a whole. */
function redactCredentials(value: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9-]*) +\S/.exec(value)?.[1];
  return scheme ? `${scheme} ${redacted}` : redactWhole(value);
}

function redactSetCookie(value: string): string {
  const end = value.indexOf(';');
  return end < 0 ? redactPair(value) : redactPair(value.slice(0, end)) + value.slice(end);
}

function redactPair(pair: string): string {
  const equals = pair.indexOf('=');
  if (equals < 0) return pair.trim() === '' ? pair : redacted;
  return equals + 1 === pair.length ? pair : `${pair.slice(0, equals + 1)}${redacted}`;
}
