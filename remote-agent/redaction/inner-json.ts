import { scalarEnd } from './json-values.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

const backslash = 0x5c;

/**
 * JSON in strings of JSON, however often it was put into one: there, each quote has backslashes before it, names and
 * values as many as each other.
 */
export function redactInner(text: string, secrets: Secrets, replaced: () => void): string {
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
export function innerEnd(text: string, start: number, closing: string): number {
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
