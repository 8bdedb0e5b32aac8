import { detached } from '../content/detached.ts';
import type { HeaderField } from '../protocol/exchange.ts';
import { isKeyField, isSecretName, redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { redactTarget } from './targets.ts';
import { redactText } from './text.ts';
import { replaceTokens } from './tokens.ts';

type Treatment = (value: string, secrets: Secrets) => string;

const special: ReadonlyMap<string, Treatment> = new Map<string, Treatment>([
  ['authorization', redactCredentials],
  ['proxy-authorization', redactCredentials],
  ['cookie', redactPairs],
  ['set-cookie', redactSetCookie],
  ['referer', redactTarget],
  ['location', redactTarget],
  ['content-location', redactTarget],
  ['refresh', redactTarget],
  ['destination', redactTarget],
  ['link', (value, secrets) => redactText(value, secrets, nothing)],
  ['sec-websocket-protocol', redactSubprotocols],
  // What proxies tell of the target that they were asked for.
  ...[
    ...['x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-forwarded-uri'],
    'x-envoy-original-path',
  ].map((name) => [name, redactTarget] as const),
  // The pseudo-field of HTTP/2 (RFC 9113, section 8.3.1).
  [':path', redactTarget],
]);
const cacheLimit = 4096;
/** Of a JSON Web Token: other fields are searched for those alone. */
const tokenStart = 'eyJ';
const nothing = () => {};

/** Takes the secrets out of header and trailer fields; names, schemes, cookie names and attributes stay. */
export class FieldRedaction {
  readonly #treatments = new Map<string, Treatment | null>();

  constructor(readonly secrets: Secrets) {}

  /** The fields themselves where none holds a secret. */
  redact(fields: readonly HeaderField[]): readonly HeaderField[] {
    let told: HeaderField[] | null = null;
    for (const [index, field] of fields.entries()) {
      const value = this.#redactValue(field);
      if (value === field[1]) continue;
      told ??= [...fields];
      told[index] = [field[0], value];
    }
    return told ?? fields;
  }

  #redactValue([name, value]: HeaderField): string {
    const treatment = this.#treatmentOf(name);
    if (treatment) return treatment(value, this.secrets);
    const safe = value.includes(tokenStart) ? replaceTokens(value) : value;
    return this.secrets.hasExpressions ? this.secrets.replaceIn(safe) : safe;
  }

  #treatmentOf(name: string): Treatment | null {
    const known = this.#treatments.get(name);
    if (known !== undefined) return known;
    const isSecret = this.secrets.isSecret(name) || isKeyField(name);
    const whole = isSecret ? redactWhole : null;
    const treatment = special.get(name.toLowerCase()) ?? whole;
    if (this.#treatments.size >= cacheLimit) this.#treatments.clear();
    if (name.length <= 256) this.#treatments.set(detached(name), treatment);
    return treatment;
  }
}

function redactWhole(value: string): string {
  return value === '' ? '' : redacted;
}

/** The scheme stays (RFC 9110, section 11.4); a value that has none is a secret as a whole. */
function redactCredentials(value: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9-]*) +\S/.exec(value)?.[1];
  return scheme ? `${scheme} ${redacted}` : redactWhole(value);
}

/** Browsers can send no Authorization with a WebSocket, so that credentials travel as names of protocols. */
function redactSubprotocols(value: string): string {
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

function redactSetCookie(value: string): string {
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
