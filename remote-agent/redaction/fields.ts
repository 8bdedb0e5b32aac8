import { detached } from '../content/detached.ts';
import type { HeaderField } from '../protocol/exchange.ts';
import { redactPairs, redactSetCookie } from './cookies.ts';
import { redactCredentials, redactSubprotocols, redactWhole } from './credentials.ts';
import { isKeyField } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { redactAddress, redactAuthority } from './targets.ts';
import { searchText } from './text.ts';
import { replaceTokens } from './tokens.ts';

type Treatment = (value: string, secrets: Secrets) => string;

const special: ReadonlyMap<string, Treatment> = new Map<string, Treatment>([
  ['authorization', redactCredentials],
  ['proxy-authorization', redactCredentials],
  ['cookie', redactPairs],
  ['set-cookie', redactSetCookie],
  ['set-cookie2', redactSetCookie],
  ['referer', redactAddress],
  ['location', redactAddress],
  ['content-location', redactAddress],
  ['refresh', redactAddress],
  ['destination', redactAddress],
  ['host', redactAuthority],
  ['sec-websocket-protocol', redactSubprotocols],
  // What proxies tell of the target that they were asked for.
  ...[
    ...['x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-forwarded-uri'],
    'x-envoy-original-path',
  ].map((name) => [name, redactAddress] as const),
  // The pseudo-field of HTTP/2 (RFC 9113, section 8.3.1).
  [':path', redactAddress],
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
    const treatment = this.#treatmentOf(name) ?? redactOther;
    const safe = treatment(value, this.secrets);
    return this.secrets.hasExpressions ? this.secrets.replaceIn(safe) : safe;
  }

  #treatmentOf(name: string): Treatment | null {
    const known = this.#treatments.get(name);
    if (known !== undefined) return known;
    const { secrets } = this;
    const isSecret = secrets.isSecret(name) || isKeyField(name);
    const usual = special.get(name.toLowerCase()) ?? (isSecret ? redactWhole : null);
    const treatment = secrets.isAdded(name) ? redactWhole : usual;
    if (this.#treatments.size >= cacheLimit) this.#treatments.clear();
    if (name.length <= 256) this.#treatments.set(detached(name), treatment);
    return treatment;
  }
}

const wholeAddress = /^(?:\/|[A-Za-z][\w+.-]*:\/\/)\S*$/;

/** Many fields hold addresses (Origin, Link, HX-Current-URL): what looks like one is one. */
function redactOther(value: string, secrets: Secrets): string {
  const inPath = value.includes('=') && (value.includes('?') || value.startsWith('/'));
  if (inPath || value.includes('://')) {
    return wholeAddress.test(value)
      ? redactAddress(value, secrets)
      : searchText(value, secrets, nothing);
  }
  return value.includes(tokenStart) ? replaceTokens(value) : value;
}
