import { innerEnd } from './inner-json.ts';
import { redacted } from './secret-names.ts';
import type { Secrets } from './secrets.ts';

/** An operation, or the short form of a query, whose selection begins with a name; comments may stand before it. */
const document =
  /^\s*(?:#[^\n]*\n\s*)*(?:(?:query|mutation|subscription|fragment)\b|\{\s*[A-Za-z_]\w*\s*[({:])/;
const isBlank = /\s/;
const isLetter = /\w/;
const longestName = 128;

/**
 * The secrets that stand as literals in arguments of GraphQL, as in `login(password: "…")`: in a document itself, or in
 * one that is a string of JSON.
 */
export function redactLiterals(text: string, secrets: Secrets, replaced: () => void): string {
  const isDocument = document.test(text);
  if (!isDocument && !text.includes('\\"')) return text;
  let result = '';
  let copied = 0;
  const opening = isDocument ? /"/g : /\\+"/g;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const [quotes] = found;
    const colon = beforeBlanks(text, found.index) - 1;
    if (text.charAt(colon) !== ':' || !secrets.isSecret(nameBefore(text, colon))) continue;
    const isBlock = text.startsWith(quotes + quotes, opening.lastIndex);
    const start = opening.lastIndex + (isBlock ? 2 * quotes.length : 0);
    const end = isBlock ? blockEnd(text, start, quotes) : innerEnd(text, start, quotes);
    opening.lastIndex = end;
    if (end === start) continue;
    result += text.slice(copied, start) + redacted;
    copied = end;
    replaced();
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** The name that ends before the colon at `colon`, without quotes as GraphQL has it; empty where there is none. */
function nameBefore(text: string, colon: number): string {
  const end = beforeBlanks(text, colon);
  let start = end;
  while (end - start < longestName && isLetter.test(text.charAt(start - 1))) start--;
  return text.slice(start, end);
}

function beforeBlanks(text: string, at: number): number {
  let end = at;
  while (isBlank.test(text.charAt(end - 1))) end--;
  return end;
}

function blockEnd(text: string, start: number, quotes: string): number {
  const end = text.indexOf(quotes.repeat(3), start);
  return end < 0 ? text.length : end;
}
