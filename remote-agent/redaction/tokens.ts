import { replacePrivateKeys } from './private-keys.ts';
import { redacted } from './secret-names.ts';

interface Token {
  /** Parts of a text of which it must have one: looked for first, because that is far cheaper, the more so the rarer
   * the first letter is. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
}

/** Credentials that are known by what they look like, where nothing says what a text is. */
const tokens: readonly Token[] = [
  {
    // With an authentication scheme (RFC 9110, section 11.4), which stays.
    // A capital letter is rare, and so soon found to be missing.
    hints: ['Bearer', 'bearer', 'BEARER', 'Basic', 'basic', 'Digest', 'Negotiate', 'Token '],
    pattern: /\b(Bearer|Basic|Digest|Negotiate|Token)([ \t]+)[A-Za-z0-9._~+/=-]{8,}/gi,
  },
  {
    // A JSON Web Token (RFC 7519), also one that is cut off: its header is an object, which always begins like this.
    hints: ['yJ'],
    pattern: /()()\beyJ[\w-]{5,}(?:\.[\w-]{2,}\.?[\w-]*|\.?$)/g,
  },
  {
    hints: ['gh', '_pat_', 'glpat-', 'xox', 'xapp-'],
    pattern:
      /()()\b(?:gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|(?:xox[abeoprs]|xapp)-[\w-]{10,})/g,
  },
  { hints: ['AKIA', 'ASIA'], pattern: /()()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { hints: ['_live_', '_test_'], pattern: /()()\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g },
  { hints: ['AIza'], pattern: /()()\bAIza[\w-]{30,}/g },
  // Words follow `sk-` in names of classes, but no capital letters and digits.
  { hints: ['k-'], pattern: /()()\bsk-(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Z])[\w-]{20,}/g },
  { hints: ['SG.'], pattern: /()()\bSG\.[\w-]{16,}\.[\w-]{16,}/g },
  { hints: ['_v1_'], pattern: /()()\bdo[opr]_v1_[a-f0-9]{32,}/g },
  { hints: ['pm_'], pattern: /()()\bnpm_[A-Za-z0-9]{30,}/g },
  { hints: ['vs.', 'vb.'], pattern: /()()\bhv[sb]\.[\w-]{20,}/g },
];
/** Addresses and coded values that are not longer hold none of these. */
export const leastToken = 20;
/** No token is shorter. */
const shortest = 8;

/** Replaces values that look like credentials; `replaced` is called for each. */
export function replaceTokens(text: string, replaced: () => void = () => {}): string {
  if (text.length < shortest) return text;
  let result = text.includes('PRIVATE KEY') ? replacePrivateKeys(text, replaced) : text;
  for (const { hints, pattern } of tokens) {
    if (!hints.some((hint) => result.includes(hint))) continue;
    result = result.replace(pattern, (_all, scheme: string, blank: string) => {
      replaced();
      return `${scheme}${blank}${redacted}`;
    });
  }
  return result;
}
