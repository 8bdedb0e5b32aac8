import type { HeaderField } from '../../../remote-agent/protocol/exchange.ts';
import { isoTime } from './iso-time.ts';

/** A cookie of HAR 1.2; what that has no place for begins with `_`. */
export interface HarCookie {
  readonly name: string;
  readonly value: string;
  readonly path?: string;
  readonly domain?: string;
  readonly expires?: string;
  readonly httpOnly?: true;
  readonly secure?: true;
  readonly _sameSite?: string;
  readonly _maxAge?: string;
}

/** The cookies that a request brings (RFC 6265, section 4.2.1); HTTP/2 may have them in several fields. */
export function sentCookies(headers: readonly HeaderField[]): readonly HarCookie[] {
  return valuesOf(headers, 'cookie').flatMap((value) =>
    value
      .split(';')
      .filter((pair) => pair.trim() !== '')
      .map(pairOf),
  );
}

/** The cookies that a response sets, read as user agents do (RFC 6265, section 5.2). */
export function setCookies(headers: readonly HeaderField[]): readonly HarCookie[] {
  return valuesOf(headers, 'set-cookie').map((value) => {
    const [pair = '', ...attributes] = value.split(';');
    let cookie: HarCookie = pairOf(pair);
    // The last one of a name counts.
    for (const attribute of attributes) cookie = { ...cookie, ...attributeOf(attribute) };
    return cookie;
  });
}

function attributeOf(text: string): Partial<HarCookie> {
  const { name, value } = pairOf(text.includes('=') ? text : `${text}=`);
  const expires = isoTime(Date.parse(value));
  switch (name.toLowerCase()) {
    case 'path':
      return { path: value };
    case 'domain':
      return { domain: value };
    case 'expires':
      return expires === undefined ? {} : { expires };
    case 'httponly':
      return { httpOnly: true };
    case 'secure':
      return { secure: true };
    case 'max-age':
      return { _maxAge: value };
    case 'samesite':
      return { _sameSite: value };
    default:
      return {};
  }
}

/** Without `=` all is the value, as browsers have it. */
function pairOf(text: string): { readonly name: string; readonly value: string } {
  const equals = text.indexOf('=');
  return { name: text.slice(0, Math.max(0, equals)).trim(), value: text.slice(equals + 1).trim() };
}

function valuesOf(headers: readonly HeaderField[], name: string): readonly string[] {
  return headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
}
