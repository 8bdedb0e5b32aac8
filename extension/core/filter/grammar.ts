import { FilterSyntaxError, readToken, skipBlanks, type Token, type TokenRules } from './tokens.ts';

type Predicate<Subject> = (subject: Subject) => boolean;

/** Deeper nesting than anybody types. */
const deepest = 50;

/**
 * Compiles conditions that are joined by blanks (all must hold), `or`, parentheses, and `-` before what must not
 * hold.
 * @throws FilterSyntaxError
 */
export function parseExpression<Subject>(
  text: string,
  rules: Omit<TokenRules, 'inGroup'>,
  condition: (token: Token) => Predicate<Subject>,
): Predicate<Subject> {
  let at = 0;

  function isOr(): boolean {
    return /^or(?=[\s()]|$)/i.test(text.slice(at, at + 3));
  }

  function alternatives(depth: number, openedAt: number): Predicate<Subject> {
    const all = [sequence(depth)];
    while (isOr()) {
      const position = at;
      at = skipBlanks(text, at + 2);
      if (at === text.length || text.charAt(at) === ')' || isOr()) {
        throw new FilterSyntaxError('Write a condition after “or” in the filter.', position);
      }
      all.push(sequence(depth));
    }
    if (depth > 0) {
      if (text.charAt(at) !== ')') {
        throw new FilterSyntaxError('A parenthesis in the filter is not closed.', openedAt);
      }
      at += 1;
    }
    return all.length === 1 && all[0] ? all[0] : (subject) => all.some((one) => one(subject));
  }

  function sequence(depth: number): Predicate<Subject> {
    const all: Predicate<Subject>[] = [];
    at = skipBlanks(text, at);
    while (at < text.length && !(depth > 0 && text.charAt(at) === ')')) {
      if (isOr()) {
        if (all.length > 0) break;
        throw new FilterSyntaxError('Write a condition before “or” in the filter.', at);
      }
      all.push(single(depth));
      at = skipBlanks(text, at);
    }
    if (depth > 0 && all.length === 0) {
      throw new FilterSyntaxError('Write a condition between “(” and “)” in the filter.', at);
    }
    return all.length === 1 && all[0] ? all[0] : (subject) => all.every((one) => one(subject));
  }

  function single(depth: number): Predicate<Subject> {
    const negated = text.startsWith('-(', at);
    if (negated || text.charAt(at) === '(') {
      const openedAt = at;
      at += negated ? 2 : 1;
      if (depth === deepest) {
        throw new FilterSyntaxError('The filter has too many parentheses inside each other.', at);
      }
      const inner = alternatives(depth + 1, openedAt);
      return negated ? (subject) => !inner(subject) : inner;
    }
    const { token, end } = readToken(text, at, { ...rules, inGroup: depth > 0 });
    at = end;
    const holds = condition(token);
    return token.negated ? (subject) => !holds(subject) : holds;
  }

  return alternatives(0, 0);
}
