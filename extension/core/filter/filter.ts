import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { domainCondition, pathCondition, statusCondition, textMatcher } from './conditions.ts';
import { type Token, tokenize } from './tokens.ts';

export { FilterSyntaxError } from './tokens.ts';

/** What a filter looks at; every {@link Exchange} is one. */
export type FilterSubject = Pick<Exchange, 'process' | 'peer'> & {
  readonly request: Pick<Exchange['request'], 'method' | 'target' | 'authority'>;
  readonly response: Pick<NonNullable<Exchange['response']>, 'status'> | null;
};

export type Filter = (exchange: FilterSubject) => boolean;

/** The keys of the filter language, for completion and help. */
export const filterKeys = ['method', 'status-code', 'process', 'domain', 'path'] as const;
type FilterKey = (typeof filterKeys)[number];

const conditions: Record<FilterKey, (token: Token) => Filter> = {
  method: ({ value }) => {
    const methods = new Set(value.toUpperCase().split(','));
    return (exchange) => methods.has(exchange.request.method.toUpperCase());
  },
  'status-code': (token) => {
    const matches = statusCondition(token);
    return (exchange) => matches(exchange.response?.status);
  },
  process: ({ value }) => {
    const matches = textMatcher(value);
    const is = ({ pid, name, command }: Exchange['process']) =>
      String(pid) === value || matches(name) || matches(command);
    return ({ process, peer }) => is(process) || (peer.process !== undefined && is(peer.process));
  },
  domain: ({ value }) => {
    const matches = domainCondition(value);
    return (exchange) => matches(exchange.request.authority);
  },
  path: ({ value }) => {
    const matches = pathCondition(value);
    return (exchange) => matches(exchange.request.target);
  },
};

/**
 * Compiles a filter. Its conditions are separated by blanks and all of them must hold; `-` before one negates it.
 *
 * - a word: part of method, authority, target, status or process name, in any case
 * - `method:GET,POST`
 * - `status-code:404,5xx`; `none` is an exchange without a response
 * - `process:nginx`: part of name or command line, or a pid, of either end
 * - `domain:example.com`: that host or one below it; `*` stands for anything; may end in `:port`
 * - `path:/api`: part of the path; with `*` the whole path
 *
 * @throws FilterSyntaxError for an open quote, a missing value or an impossible status
 */
export function parseFilter(text: string): Filter {
  const compiled = tokenize(text, isFilterKey).map((token) => {
    const matches = isFilterKey(token.key) ? conditions[token.key](token) : wordCondition(token);
    return token.negated ? (exchange: FilterSubject) => !matches(exchange) : matches;
  });
  return (exchange) => compiled.every((matches) => matches(exchange));
}

function wordCondition({ value }: Token): Filter {
  const matches = textMatcher(value);
  return ({ request, response, process, peer }) =>
    matches(request.method) ||
    matches(request.authority) ||
    matches(request.target) ||
    (response !== null && matches(String(response.status))) ||
    matches(process.name) ||
    (peer.process !== undefined && matches(peer.process.name));
}

function isFilterKey(name: string | undefined): name is FilterKey {
  return (filterKeys as readonly (string | undefined)[]).includes(name);
}
