import { redactInner } from './inner-json.ts';
import { isBlank, ValueScan } from './json-values.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

const quote = 0x22;
const backslash = 0x5c;

/**
 * JSON text (RFC 8259) with the values of secret members replaced, each string, number and literal below one too.
 * Works on text that is cut off, or several texts one after the other, and changes nothing else: it looks for
 * strings that a colon follows, in one pass.
 */
export function redactJson(text: string, secrets: Secrets, replaced: () => void): string {
  let result = '';
  let copied = 0;
  for (let colon = text.indexOf(':'); colon >= 0; ) {
    let after = colon + 1;
    const nameEnd = quoteBefore(text, colon);
    if (nameEnd >= 0 && isSecretBefore(text, nameEnd, secrets)) {
      const scan = new ValueScan(text, after);
      for (let part = scan.next(); part; part = scan.next()) {
        result += `${text.slice(copied, part.start)}"${redacted}"`;
        copied = part.end;
        replaced();
      }
      after = Math.max(after, scan.at);
    }
    colon = text.indexOf(':', after);
  }
  const safe = copied === 0 ? text : result + text.slice(copied);
  return safe.includes('\\"') ? redactInner(safe, secrets, replaced) : safe;
}

/** Where the quote stands that only blanks separate from `at`; -1 where there is none. */
function quoteBefore(text: string, at: number): number {
  let i = at - 1;
  while (isBlank(text.charCodeAt(i))) i--;
  return text.charCodeAt(i) === quote ? i : -1;
}

/** Whether the string whose closing quote is at `end` is the name of a secret; not where that quote is part of one. */
function isSecretBefore(text: string, end: number, secrets: Secrets): boolean {
  if (isEscaped(text, end)) return false;
  // Loops over characters are far faster here than lastIndexOf().
  let start = end - 1;
  while (start >= 0 && (text.charCodeAt(start) !== quote || isEscaped(text, start))) start--;
  return start >= 0 && secrets.isSecretPart(text, start + 1, end, unquoted);
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
