import { redactInner } from './inner-json.ts';
import { isBlank } from './json-values.ts';
import { SecretValues } from './secret-values.ts';
import type { Secrets, Verdict } from './secrets.ts';

const quote = 0x22;
const backslash = 0x5c;

/**
 * JSON text (RFC 8259) with the values of secret members replaced, each string, number and literal below one too.
 * Works on text that is cut off, or several texts one after the other, and changes nothing else: it looks for
 * strings that a colon follows, in one pass.
 */
export function redactJson(text: string, secrets: Secrets, replaced: () => void): string {
  const safe = redactMembers(text, secrets, replaced);
  return safe.includes('\\"') ? redactInner(safe, secrets, replaced) : safe;
}

/** What is seldom is done elsewhere: V8 makes one fast piece of this loop while it is small. */
function redactMembers(text: string, secrets: Secrets, replaced: () => void): string {
  let values: SecretValues | null = null;
  for (let colon = text.indexOf(':'); colon >= 0; ) {
    let after = colon + 1;
    const nameEnd = quoteBefore(text, colon);
    const verdict = nameEnd < 0 ? 'open' : judgeBefore(text, nameEnd, secrets);
    if (verdict !== 'open') {
      values ??= new SecretValues(text, secrets, replaced);
      after = values.pass(verdict, after);
    }
    colon = text.indexOf(':', after);
  }
  return values?.told() ?? text;
}

/** Where the quote stands that only blanks separate from `at`; -1 where there is none. */
function quoteBefore(text: string, at: number): number {
  let i = at - 1;
  while (isBlank(text.charCodeAt(i))) i--;
  return text.charCodeAt(i) === quote ? i : -1;
}

/** What the string says whose closing quote is at `end`, as a name; nothing where that quote is part of one. */
function judgeBefore(text: string, end: number, secrets: Secrets): Verdict {
  if (isEscaped(text, end)) return 'open';
  // Loops over characters are far faster here than lastIndexOf().
  let start = end - 1;
  while (start >= 0 && (text.charCodeAt(start) !== quote || isEscaped(text, start))) start--;
  return start >= 0 ? secrets.judge(text, start + 1, end, unquoted) : 'open';
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes++;
  return (backslashes & 1) === 1;
}

function unquoted(inner: string): string {
  if (!inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}
