/** A filter that cannot be understood. `message` is one sentence for the person who typed it. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';

  constructor(
    message: string,
    /** Where in the text, in UTF-16 units. */
    readonly position: number,
  ) {
    super(message);
  }
}

/** One condition of a filter as it was typed: `-domain:"example.com"`. */
export interface Token {
  readonly negated: boolean;
  /** The key before the first colon, in lower case; absent for a plain word. */
  readonly key?: string;
  readonly value: string;
  readonly position: number;
}

/**
 * Splits a filter's text at blanks. Double quotes keep blanks and colons in a word (`\"` and `\\` inside them),
 * and `isKey` says which names before a colon are keys: `localhost:8080` stays a word.
 */
export function tokenize(text: string, isKey: (name: string) => boolean): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text.charAt(at))) {
      at++;
      continue;
    }
    const position = at;
    const negated = text.charAt(at) === '-';
    if (negated) at++;
    const name = /^[A-Za-z][A-Za-z-]*(?=:)/.exec(text.slice(at))?.[0].toLowerCase();
    const key = name !== undefined && isKey(name) ? name : undefined;
    if (key !== undefined) at += key.length + 1;
    const word = readWord(text, at);
    at = word.end;
    if (word.value === '') {
      const after = key !== undefined ? `${key}:` : negated ? '-' : '"';
      throw new FilterSyntaxError(`Write something after “${after}” in the filter.`, position);
    }
    tokens.push({ negated, ...(key === undefined ? {} : { key }), value: word.value, position });
  }
  return tokens;
}

function readWord(text: string, start: number): { value: string; end: number } {
  let value = '';
  let at = start;
  let quotedAt = -1;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quotedAt < 0 && isBlank(char)) break;
    if (char === '"') quotedAt = quotedAt < 0 ? at : -1;
    else if (char === '\\' && quotedAt >= 0 && at + 1 < text.length) value += text.charAt(++at);
    else value += char;
  }
  if (quotedAt >= 0) {
    throw new FilterSyntaxError('A quote (") in the filter is not closed.', quotedAt);
  }
  return { value, end: at };
}

function isBlank(char: string): boolean {
  return /\s/.test(char);
}
