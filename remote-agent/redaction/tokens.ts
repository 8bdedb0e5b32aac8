import { redacted } from './secret-names.ts';

/** Credentials that are known by what they look like, where nothing says what a text is. */
const tokens = [
  // With an authentication scheme (RFC 9110, section 11.4), which stays.
  /\b(Bearer|Basic|Digest|Negotiate|Token)([ \t]+)[A-Za-z0-9._~+/=-]{8,}/gi,
  // A JSON Web Token (RFC 7519), also one that is cut off: its header is an object, which always begins like this.
  /()()\beyJ[\w-]{5,}(?:\.[\w-]{2,}\.?[\w-]*|\.?$)/g,
  /()()\b(?:gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,})/g,
  /()()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /()()\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /()()-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
];

/** Replaces values that look like credentials; `replaced` is called for each. */
export function replaceTokens(text: string, replaced: () => void = () => {}): string {
  let result = text;
  for (const token of tokens) {
    result = result.replace(token, (_all, scheme: string, blank: string) => {
      replaced();
      return `${scheme}${blank}${redacted}`;
    });
  }
  return result;
}
