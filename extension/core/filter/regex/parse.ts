import { FilterSyntaxError } from '../tokens.ts';
import { anyCase, type CharTest, classTest, escapeTest } from './classes.ts';

/** A regular expression as a tree. */
export type Node =
  | { readonly kind: 'char'; readonly test: CharTest }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/** Repetitions are copies: more of them would only take memory. */
const mostCopies = 200;
const deepest = 40;

/**
 * Reads a regular expression: literals, `.`, classes, `\d \w \s`, groups, `|`, `* + ? {n,m}`, `^` and `$`. What needs
 * a search back and forth (references, look-around, `\b`) is refused: a search must take time in proportion to the text.
 * @throws FilterSyntaxError
 */
export function parseRegex(source: string, position: number): Node {
  let at = 0;
  const refuse = (why: string): never => {
    throw new FilterSyntaxError(`The regular expression /${source}/ ${why}.`, position);
  };

  function alternatives(depth: number): Node {
    if (depth > deepest) refuse('has too many groups inside each other');
    const parts = [sequence(depth)];
    while (source[at] === '|') {
      at += 1;
      parts.push(sequence(depth));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'any', parts };
  }

  function sequence(depth: number): Node {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      parts.push(repeated(atom(depth)));
    }
    return { kind: 'all', parts };
  }

  function atom(depth: number): Node {
    const char = source[at] ?? '';
    at += 1;
    if (char === '(') return group(depth);
    if (char === '[') {
      const found = classTest(source, at) ?? refuse('has a “[” that is not closed');
      at = found.end;
      return { kind: 'char', test: found.test };
    }
    if (char === '\\') {
      if (at === source.length) refuse('ends with “\\”');
      const found =
        escapeTest(source, at) ?? refuse(`has “\\${source[at]}”, which is not supported`);
      at = found.end;
      return { kind: 'char', test: found.test };
    }
    if (char === '^') return { kind: 'start' };
    if (char === '$') return { kind: 'end' };
    if (char === '.') return { kind: 'char', test: () => true };
    if ('*+?'.includes(char)) refuse(`has nothing before “${char}”`);
    const code = char.charCodeAt(0);
    return { kind: 'char', test: anyCase((other) => other === code) };
  }

  function group(depth: number): Node {
    if (source.startsWith('?:', at)) at += 2;
    else if (source[at] === '?') refuse('has “(?”, which is not supported');
    const inner = alternatives(depth + 1);
    if (source[at] !== ')') refuse('has a “(” that is not closed');
    at += 1;
    return inner;
  }

  function repeated(part: Node): Node {
    let whole = part;
    for (;;) {
      const found = /^(?:([*+?])|\{(\d{1,4})(,?)(\d{0,4})\})\??/.exec(source.slice(at, at + 13));
      if (!found) return whole;
      const [text, sign, from, comma, to] = found;
      at += text.length;
      const least = sign ? (sign === '+' ? 1 : 0) : Number(from);
      const open = sign ? sign !== '?' : comma === ',' && to === '';
      const most = open ? Number.POSITIVE_INFINITY : sign ? 1 : to ? Number(to) : least;
      if (most < least) refuse('has a repetition whose ends are the wrong way round');
      if (least > mostCopies || (most !== Number.POSITIVE_INFINITY && most > mostCopies)) {
        refuse(`repeats more than ${mostCopies} times`);
      }
      whole = { kind: 'repeat', part: whole, least, most };
    }
  }

  const whole = alternatives(0);
  if (at < source.length) refuse('has a “)” too many');
  return whole;
}
