import { redactLiterals } from './graphql.ts';
import { redactJson } from './json.ts';
import { redactMarkup } from './markup.ts';
import { addressAround, isCode, isGrant } from './oauth.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { replaceTokens } from './tokens.ts';
import { redactUserInfo } from './user-info.ts';

/** As {@link searchText}, and without what the user added. */
export function redactText(text: string, secrets: Secrets, replaced: () => void): string {
  return secrets.replaceIn(searchText(text, secrets, replaced), replaced);
}

/** Bytes that are no text, without credentials that are known by what they look like, and what the user added. */
export function redactBytes(text: string, secrets: Secrets, replaced: () => void): string {
  return secrets.replaceIn(replaceTokens(text, replaced), replaced);
}

/**
 * Text of which nothing says what it is, without its secrets: those of JSON, GraphQL and markup in it, those of addresses,
 * and credentials that are known by what they look like. One character a byte is enough.
 */
export function searchText(text: string, secrets: Secrets, replaced: () => void): string {
  const json = redactLiterals(redactJson(text, secrets, replaced), secrets, replaced);
  const markup = redactMarkup(json, secrets, replaced);
  const addresses = redactUserInfo(redactAddresses(markup, secrets, replaced), replaced);
  return replaceTokens(addresses, replaced);
}

/**
 * Values of secret parameters in addresses that stand in a text, which go on to what cannot be part of an address. HTML
 * and some writers of JSON escape the `&` before a name.
 */
function redactAddresses(text: string, secrets: Secrets, replaced: () => void): string {
  if (!text.includes('=')) return text;
  return text.replace(
    parameter,
    (all: string, before: string | undefined, name = '', value = '', at = 0) => {
      const isSecret =
        before === undefined ||
        secrets.isSecretParameter(name) ||
        (isCode(name, value) && isGrant(addressAround(text, at)));
      if (value === redacted || !isSecret) return all;
      replaced();
      return `${before ?? all.slice(0, session.length)}${redacted}`;
    },
  );
}

const session = ';jsessionid=';
/** A name and its value; or a session in a path, which ends where the query begins. */
const parameter =
  /((?:[?#]|&(?:amp;)?|\\u0026)([\w.~%+-]{1,128})=)([^\s&;#"'<>\\]+)|;jsessionid=[^\s?&;#"'<>\\]+/gi;
