import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { typedMatcher } from './conditions.ts';
import { parseExpression } from './grammar.ts';
import { type Filter, filterKeys } from './keys.ts';
import { type FilterContext, plainContext } from './states.ts';
import { FilterSyntaxError, type Token } from './tokens.ts';

export type { Filter } from './keys.ts';
export { FilterSyntaxError };

/**
 * Compiles a filter. Conditions separated by blanks must all hold; `or` between them, parentheses, and `-` before one
 * (or before a parenthesis) mean what they say. Quotes keep blanks in a value and take every meaning from it;
 * `/between slashes/` is a regular expression where it has one of the signs of regular expressions.
 *
 * - a word: part of method, authority, target, status or process name, in any case
 * - `method:GET,POST`, `status-code:404,5xx`, `status-code>399`; `none` is an exchange without a response
 * - `domain:example.com`: that host or one below it; `*` stands for anything; may end in `:port`
 * - `path:/api`: part of the path; with `*` the whole path
 * - `duration>200ms`, `larger-than:10k`, `size<1M`
 * - `header:x-id`, `header:x-id=value`, `body:"text"`, `mime-type:json`
 * - `process:`, `container:`, `has:`, `is:` and the others of {@link filterKeys}
 *
 * @throws FilterSyntaxError
 */
export function parseFilter(text: string, context: FilterContext = plainContext): Filter {
  return parseExpression<Exchange>(
    text,
    {
      isKey: (name) => filterKeys.has(name),
      compares: (name) => filterKeys.get(name)?.compares === true,
    },
    (token) => {
      const key = token.key === undefined ? undefined : filterKeys.get(token.key);
      return key ? key.compile(token, context) : wordCondition(token);
    },
  );
}

/** The filter of a text up to where it cannot be understood: what is half typed hides nothing. */
export function parseUpTo(text: string, context?: FilterContext): Filter {
  let end = text.length;
  for (;;) {
    try {
      return parseFilter(text.slice(0, end), context);
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
      end = Math.min(error.position, end - 1);
    }
  }
}

/** What people type for a key that has another name here. */
function misspelt({ value, quoted }: Token): string | undefined {
  const [, typed = ''] = /^([A-Za-z][\w-]*):./.exec(value) ?? [];
  const plain = (name: string) => name.replace(/[-_]/g, '').toLowerCase();
  if (quoted || typed === '') return undefined;
  return [...filterKeys.keys()].find(
    (name) => plain(name) === plain(typed) || name.split('-')[0] === typed.toLowerCase(),
  );
}

function wordCondition(token: Token): Filter {
  const meant = misspelt(token);
  if (meant !== undefined) {
    const { value, position } = token;
    const sentence = `“${value}” has no key; write “${meant}:”, or quotes around it to search for it.`;
    throw new FilterSyntaxError(sentence, position);
  }
  const matches = typedMatcher(token);
  return ({ request, response, process, peer }) =>
    matches(request.method) ||
    matches(request.authority) ||
    matches(request.target) ||
    (response !== null && matches(String(response.status))) ||
    matches(process.name) ||
    (peer.process !== undefined && matches(peer.process.name));
}
