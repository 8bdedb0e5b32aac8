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
  /** Some of the value stood in quotes: nothing in it means anything but itself. */
  readonly quoted: boolean;
  readonly position: number;
}

export interface TokenRules {
  /** Which names before a colon are keys: `localhost:8080` stays a word. */
  isKey(name: string): boolean;
  /** Whether `name>5` and `name<5` are conditions too; the sign stays in the value. */
  compares?(name: string): boolean;
  /** A closing parenthesis that was not opened in the word ends it. */
  readonly inGroup?: boolean;
}

/**
 * Splits a text at blanks into conditions. Double quotes keep blanks and colons in a word (`\"` and `\\` inside
 * them).
 */
export function tokenize(text: string, isKey: TokenRules['isKey']): Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const { token, end } = readToken(text, at, { isKey });
    tokens.push(token);
    at = skipBlanks(text, end);
  }
  return tokens;
}

export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charAt(at))) at += 1;
  return at;
}

/** The condition that begins at `position`, and where it ends. */
export function readToken(
  text: string,
  position: number,
  rules: TokenRules,
): { readonly token: Token; readonly end: number } {
  const negated = text.charAt(position) === '-';
  let at = negated ? position + 1 : position;
  const [, typed = '', sign = ''] =
    /^([A-Za-z][A-Za-z-]*)([:<>])/.exec(text.slice(at, at + 64)) ?? [];
  const name = typed.toLowerCase();
  const known = sign === ':' ? rules.isKey(name) : sign !== '' && rules.compares?.(name) === true;
  if (known) at += name.length + (sign === ':' ? 1 : 0);
  const word = readWord(text, at, rules.inGroup === true);
  if (word.value === '') {
    const after = known ? `${name}:` : negated ? '-' : '"';
    throw new FilterSyntaxError(`Write something after “${after}” in the filter.`, position);
  }
  const { value, quoted, end } = word;
  return { token: { negated, ...(known && { key: name }), value, quoted, position }, end };
}

function readWord(
  text: string,
  start: number,
  inGroup: boolean,
): { value: string; quoted: boolean; end: number } {
  let value = '';
  let at = start;
  let depth = 0;
  let quoted = false;
  let quotedAt = -1;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quotedAt < 0 && isBlank(char)) break;
    if (char === '/' && quotedAt < 0 && (value === '' || value.endsWith('='))) {
      const end = regexEnd(text, at, inGroup);
      if (end > at) return { value: value + text.slice(at, end), quoted: false, end };
    }
    if (char === '"') {
      quotedAt = quotedAt < 0 ? at : -1;
      quoted = true;
      continue;
    }
    if (char === '\\' && at + 1 < text.length) {
      // In quotes it protects what follows; elsewhere it belongs to a regular expression.
      if (quotedAt < 0) value += char;
      value += text.charAt(++at);
      continue;
    }
    if (quotedAt < 0 && char === '(') depth += 1;
    if (quotedAt < 0 && char === ')' && inGroup && depth-- === 0) break;
    value += char;
  }
  if (quotedAt >= 0) {
    throw new FilterSyntaxError('A quote (") in the filter is not closed.', quotedAt);
  }
  return { value, quoted, end: at };
}

/**
 * Where a `/regular expression/` ends that begins at `start`, as JavaScript reads it: at the first slash outside of a
 * class that no backslash stands before. -1 where the word goes on behind it, or it has no sign of one.
 */
function regexEnd(text: string, start: number, inGroup: boolean): number {
  const [literal] = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\//s.exec(text.slice(start)) ?? [];
  if (literal === undefined || !isRegex(literal)) return -1;
  const end = start + literal.length;
  const next = text.charAt(end);
  return next === '' || isBlank(next) || (inGroup && next === ')') ? end : -1;
}

/** `/api/` is a path: what stands between slashes is a regular expression where it has one of its signs. */
export function isRegex(text: string): boolean {
  return /^\/.+\/$/s.test(text) && /[\\^$|?+()[\]{}]|\.\*/.test(text.slice(1, -1));
}

function isBlank(char: string): boolean {
  return /\s/.test(char);
}
