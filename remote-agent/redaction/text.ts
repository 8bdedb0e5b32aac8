import { redactLiterals } from './graphql.ts';
import { redactJson } from './json.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { replaceTokens } from './tokens.ts';

/**
 * Text of which nothing says what it is, without its secrets: those of JSON and GraphQL in it, parameters of addresses, credentials
 * that are known by what they look like, and what the user added. One character a byte is enough.
 */
export function redactText(text: string, secrets: Secrets, replaced: () => void): string {
  const json = redactLiterals(redactJson(text, secrets, replaced), secrets, replaced);
  const tokens = replaceTokens(redactAddresses(json, secrets, replaced), replaced);
  return secrets.replaceIn(tokens, replaced);
}

/** Values of secret parameters in addresses that stand in a text, which go on to what cannot be part of an address. */
function redactAddresses(text: string, secrets: Secrets, replaced: () => void): string {
  if (!text.includes('=')) return text;
  return text.replace(
    /([?&#])([\w.~%+-]{1,128})=([^\s&;#"'<>\\]+)/g,
    (all, separator: string, name: string, value: string) => {
      if (value === redacted || !secrets.isSecretParameter(name)) return all;
      replaced();
      return `${separator}${name}=${redacted}`;
    },
  );
}
