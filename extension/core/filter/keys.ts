import type {
  Exchange,
  HeaderField,
  Process,
  StreamedMessage,
} from '../../../remote-agent/protocol/exchange.ts';
import { directionOf, typeOf, urlOf } from '../exchange/traits.ts';
import {
  domainCondition,
  pathCondition,
  statusCondition,
  textCondition,
  typedMatcher,
} from './conditions.ts';
import { comparison, parseBytes, parseDuration, parseStatus } from './quantities.ts';
import { type FilterContext, hasConditions, isConditions } from './states.ts';
import { FilterSyntaxError, type Token } from './tokens.ts';
import { tracedHostCondition } from './traced-host.ts';

export type Filter = (exchange: Exchange) => boolean;

export interface FilterKey {
  /** For the list of suggestions, a few words. */
  readonly what: string;
  /** Values that are always possible. */
  readonly values?: readonly string[];
  /** Values that an exchange has, to be suggested. */
  seen?(exchange: Exchange, context: FilterContext): readonly string[];
  /** Several values with commas between them. */
  readonly takesList?: true;
  /** `key>5` and `key<5` work too. */
  readonly compares?: true;
  compile(token: Token, context: FilterContext): Filter;
}

const key = (name: string, made: FilterKey): readonly [string, FilterKey] => [name, made];

/** Both ends of a connection, as far as they are processes of the host. */
const processesOf = ({ process, peer }: Exchange): readonly Process[] =>
  peer.process ? [process, peer.process] : [process];

const named = (fields: readonly HeaderField[]) => fields.map(([name]) => name.toLowerCase());

const headersOf = ({ request, response }: Exchange, of: 'request' | 'response' | 'both') => [
  ...(of === 'response' ? [] : [request.headers, request.trailers ?? []]),
  ...(of === 'request' || !response ? [] : [response.headers, response.trailers ?? []]),
];

const messageText = ({ text, data }: StreamedMessage) =>
  text ?? (data === undefined ? '' : Buffer.from(data, 'base64').toString('utf8'));

const sizeOf = ({ response }: Exchange) => response?.bodyBytes ?? null;

/** `size>10k`: of the response's content; false where it is not known. */
const known = (value: number | null, holds: (value: number) => boolean) =>
  value !== null && holds(value);

/** The filter language's keys in the order in which they are suggested. */
export const filterKeys: ReadonlyMap<string, FilterKey> = new Map([
  key('method', {
    what: 'GET,POST',
    takesList: true,
    seen: ({ request }) => [request.method],
    compile: ({ value }) => {
      const methods = new Set(value.toUpperCase().split(','));
      return ({ request }) => methods.has(request.method.toUpperCase());
    },
  }),
  key('status-code', {
    what: '404, 5xx, none, or >399',
    values: ['2xx', '3xx', '4xx', '5xx', 'none'],
    takesList: true,
    seen: ({ response }) => (response ? [String(response.status)] : []),
    compares: true,
    compile: (token) => {
      if (/^[<>]/.test(token.value)) {
        const holds = comparison(token.value, (text) => parseStatus(text, token.position), '=');
        return ({ response }) => response !== null && holds(response.status);
      }
      const matches = statusCondition(token);
      return ({ response }) => matches(response?.status);
    },
  }),
  key('path', {
    what: 'part of the path; with * the whole',
    seen: ({ request }) => [request.target.split('?')[0] ?? ''],
    compile: (token) => {
      const matches = pathCondition(token);
      return ({ request }) => matches(request.target);
    },
  }),
  key('route', {
    what: 'template of a route; with * the whole; none',
    values: ['*', 'none'],
    seen: (exchange, { routesOf }) => routesOf?.(exchange).map(({ template }) => template) ?? [],
    compile: (token, { routesOf = () => [] }) => {
      if (token.value === 'none') return (exchange) => routesOf(exchange).length === 0;
      const matches = textCondition(token);
      return (exchange) => routesOf(exchange).some(({ template }) => matches(template));
    },
  }),
  key('domain', {
    what: 'host, or *.example.com',
    seen: ({ request }) => [request.authority],
    compile: ({ value }) => {
      const matches = domainCondition(value);
      return ({ request }) => matches(request.authority);
    },
  }),
  key('url', {
    what: 'part of the whole URL',
    compile: (token) => {
      const matches = typedMatcher(token);
      return (exchange) => matches(urlOf(exchange));
    },
  }),
  key('traced-host', {
    what: 'host that was traced; * for anything',
    seen: ({ id }, { tracedHostOf }) => [tracedHostOf?.(id) ?? ''],
    compile: (token, { tracedHostOf = () => '' }) => {
      const matches = tracedHostCondition(token);
      return ({ id }) => matches(tracedHostOf(id));
    },
  }),
  key('process', {
    what: 'name, command or pid',
    seen: (exchange) => processesOf(exchange).map(({ name }) => name),
    compile: (token) => {
      const matches = typedMatcher(token);
      return (exchange) =>
        processesOf(exchange).some(
          ({ pid, name, command }) =>
            String(pid) === token.value || matches(name) || matches(command),
        );
    },
  }),
  key('container', {
    what: 'name, or beginning of the id',
    seen: (exchange) =>
      processesOf(exchange).flatMap(({ container }) => container?.name ?? container?.id ?? []),
    compile: (token) => {
      const matches = typedMatcher(token);
      return (exchange) =>
        processesOf(exchange).some(
          ({ container }) =>
            container !== undefined &&
            (container.id.startsWith(token.value) || matches(container.name ?? '')),
        );
    },
  }),
  key('mime-type', {
    what: 'json, text/html',
    seen: (exchange) => [typeOf(exchange)],
    compile: (token) => {
      const matches = typedMatcher(token);
      return (exchange) => matches(typeOf(exchange));
    },
  }),
  key('has', {
    what: 'error, response, body, trailers, messages …',
    values: Object.keys(hasConditions),
    compile: (token) => stateCondition(hasConditions, token),
  }),
  key('is', {
    what: 'incomplete, pending, slow, in, out …',
    values: Object.keys(isConditions),
    compile: (token) => stateCondition(isConditions, token),
  }),
  key('duration', {
    what: 'longer than: 200ms; also duration<1s',
    compares: true,
    compile: ({ value, position }) => {
      const holds = comparison(value, (text) => parseDuration(text, position), '>=');
      return ({ timing }) =>
        known(timing.endMs === null ? null : timing.endMs - timing.startMs, holds);
    },
  }),
  key('larger-than', {
    what: 'response of more than 10k',
    compile: ({ value, position }) => {
      const limit = parseBytes(value, position);
      return (exchange) => known(sizeOf(exchange), (size) => size > limit);
    },
  }),
  key('size', {
    what: 'of the response; also size<1M',
    compares: true,
    compile: ({ value, position }) => {
      const holds = comparison(value, (text) => parseBytes(text, position), '>=');
      return (exchange) => known(sizeOf(exchange), holds);
    },
  }),
  key('header', {
    what: 'x-id, or x-id=value',
    seen: (exchange) => headersOf(exchange, 'both').flatMap(named),
    compile: (token) => headerCondition(token, 'both'),
  }),
  key('request-header', {
    what: 'of the request alone',
    seen: (exchange) => headersOf(exchange, 'request').flatMap(named),
    compile: (token) => headerCondition(token, 'request'),
  }),
  key('response-header', {
    what: 'of the response alone',
    seen: (exchange) => headersOf(exchange, 'response').flatMap(named),
    compile: (token) => headerCondition(token, 'response'),
  }),
  key('body', {
    what: 'text in either body, or in a message',
    compile: (token, { bodyText, whole = (exchange) => exchange }) => {
      const matches = typedMatcher(token);
      return (exchange) => {
        const { request, response, messages } = whole(exchange);
        return (
          matches(bodyText(request)) ||
          (response !== null && matches(bodyText(response))) ||
          (messages?.items.some((message) => matches(messageText(message))) ?? false)
        );
      };
    },
  }),
  key('note', {
    what: 'text of a note; note:* for any',
    values: ['*'],
    compile: (token, { noteOf }) => {
      const matches = token.value === '*' ? (note: string) => note !== '' : typedMatcher(token);
      return ({ id }) => {
        const note = noteOf(id);
        return note !== '' && matches(note);
      };
    },
  }),
  key('direction', {
    what: 'in, out or both',
    values: ['in', 'out', 'both'],
    compile:
      ({ value }) =>
      (exchange) =>
        directionOf(exchange) === value.toLowerCase(),
  }),
  key('scheme', {
    what: 'http or https',
    seen: ({ scheme }) => [scheme],
    compile:
      ({ value }) =>
      ({ scheme }) =>
        scheme === value.toLowerCase(),
  }),
  key('protocol', {
    what: 'HTTP/2',
    seen: ({ protocol }) => [protocol],
    compile: (token) => {
      const matches = typedMatcher(token);
      return ({ protocol }) => matches(protocol);
    },
  }),
  key('port', {
    what: 'of either end',
    compile:
      ({ value }) =>
      ({ local, remote }) =>
        String(local.port) === value || String(remote.port) === value,
  }),
  key('connection', {
    what: 'id of the connection',
    compile:
      ({ value }) =>
      ({ connection }) =>
        connection === value,
  }),
  key('trace', {
    what: 'trace id',
    compile:
      ({ value }) =>
      ({ trace }) =>
        trace?.traceId === value.toLowerCase() || trace?.requestId === value,
  }),
]);

function headerCondition(token: Token, of: 'request' | 'response' | 'both'): Filter {
  const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(token.value) ?? [];
  const wanted = name.toLowerCase();
  const matches = value ? typedMatcher({ ...token, value }) : () => true;
  return (exchange) =>
    headersOf(exchange, of).some((fields) =>
      fields.some(([field, text]) => field.toLowerCase() === wanted && matches(text)),
    );
}

function stateCondition(
  all: Readonly<Record<string, Filter>>,
  { key: name, value, position }: Token,
) {
  const wanted = value.toLowerCase();
  const condition = Object.hasOwn(all, wanted) ? all[wanted] : undefined;
  if (condition) return condition;
  const words = Object.keys(all).join(', ');
  throw new FilterSyntaxError(`“${value}” is none of those after “${name}:”: ${words}.`, position);
}
