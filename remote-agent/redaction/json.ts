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

/**
 * JSON in strings of JSON, however often it was put into one: there, each quote has backslashes before it, names and
 * values as many as each other.
 */
function redactInner(text: string, secrets: Secrets, replaced: () => void): string {
  let result = '';
  let copied = 0;
  const member = /(?<!\\)(\\+)"([^"\\]{1,256})\1"[ \t\r\n]*:[ \t\r\n]*(?:(\1")|(?=[-\w]))/g;
  for (let found = member.exec(text); found; found = member.exec(text)) {
    const [, backslashes = '', name = '', opening] = found;
    if (!secrets.isSecret(name)) continue;
    const start = member.lastIndex;
    const end = opening ? innerEnd(text, start, opening) : scalarEnd(text, start);
    if (end === start || text.slice(start, end) === 'null') continue;
    const quotes = opening ? '' : `${backslashes}"`;
    result += `${text.slice(copied, start)}${quotes}${redacted}${quotes}`;
    copied = end;
    member.lastIndex = end;
    replaced();
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/**
 * Where the inner string ends that begins at `start`: at its own closing quote, or that of a string around it. An
 * escaped backslash at its end has twice as many backslashes as `closing` is long.
 */
function innerEnd(text: string, start: number, closing: string): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (at - backslashes > start && text.charCodeAt(at - 1 - backslashes) === backslash) {
      backslashes++;
    }
    const own = backslashes % (2 * closing.length);
    if (own < closing.length) return at - own;
  }
  return text.length;
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

/** The scalars of one value, however deep, but not the names of members. */
class ValueScan {
  #depth = 0;

  constructor(
    readonly text: string,
    public at: number,
  ) {}

  next(): { start: number; end: number } | null {
    const { text } = this;
    do {
      this.at = skipBlanks(text, this.at);
      const start = this.at;
      if (start >= text.length) return null;
      const code = text.charCodeAt(start);
      if (code === 0x7b || code === 0x5b) this.#depth++;
      else if (code === 0x7d || code === 0x5d) {
        if (this.#depth === 0) return null;
        this.#depth--;
      } else if (code === quote) {
        this.at = stringEnd(text, start);
        const isName = text.charCodeAt(skipBlanks(text, this.at)) === 0x3a;
        // An empty string keeps no secret.
        if (!isName && text.slice(start, this.at) !== '""') return { start, end: this.at };
        continue;
      } else if (code !== 0x2c && code !== 0x3a) {
        this.at = scalarEnd(text, start);
        if (this.at === start) return null;
        if (text.slice(start, this.at) !== 'null') return { start, end: this.at };
        continue;
      }
      this.at++;
    } while (this.#depth > 0);
    return null;
  }
}

/** After the closing quote of the string that begins at `at`; the end of the text where it has none. */
function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quote) return i + 1;
  }
  return text.length;
}

/** After a number or a literal. */
function scalarEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && /[-+.\w]/.test(text.charAt(i))) i++;
  return i;
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (isBlank(text.charCodeAt(i))) i++;
  return i;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function unquoted(inner: string): string {
  if (!inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}
