import { redacted } from './secret-names.ts';

/** Slashes may be escaped, as some writers of JSON do. */
const userAndPassword = /(:\\?\/\\?\/)[^\s/?#"'`<>\\:@]*:[^\s/?#"'`<>\\]*@/g;

/**
 * Addresses in a text without the user info that holds a password (RFC 3986, section 3.2.1). A user alone is not secret:
 * there are many `ssh://git@host`.
 */
export function redactUserInfo(text: string, replaced: () => void): string {
  if (!text.includes('@')) return text;
  return text.replace(userAndPassword, (_all, slashes: string) => {
    replaced();
    return `${slashes}${redacted}@`;
  });
}
