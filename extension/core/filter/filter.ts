import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { typedMatcher } from './conditions.ts';
import { parseExpression } from './grammar.ts';
import { type Filter, filterKeys } from './keys.ts';
import { type FilterContext, plainContext } from './states.ts';
import type { Token } from './tokens.ts';

export type { Filter } from './keys.ts';
export { FilterSyntaxError } from './tokens.ts';

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

function wordCondition(token: Token): Filter {
  const matches = typedMatcher(token);
  return ({ request, response, process, peer }) =>
    matches(request.method) ||
    matches(request.authority) ||
    matches(request.target) ||
    (response !== null && matches(String(response.status))) ||
    matches(process.name) ||
    (peer.process !== undefined && matches(peer.process.name));
}
