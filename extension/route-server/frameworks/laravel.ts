import type { Call, Func, Value } from '../facts/facts.ts';
import { type Declaration, entry, type Framework, type Reading, texts } from './framework.ts';
import { joinPaths } from './paths.ts';

const verbs = /^(get|post|put|patch|delete|options|any|match)$/;

/** The actions of `Route::resource`, and what they answer below the resource's own path. */
const actions: readonly (readonly [action: string, method: string, path: string, api: boolean])[] =
  [
    ['index', 'GET', '', true],
    ['create', 'GET', '/create', false],
    ['store', 'POST', '', true],
    ['show', 'GET', '/{}', true],
    ['edit', 'GET', '/{}/edit', false],
    ['update', 'PUT', '/{}', true],
    ['update', 'PATCH', '/{}', true],
    ['destroy', 'DELETE', '/{}', true],
  ];

/** Route files of Laravel; those of the API answer below `/api`. */
export const laravel: Framework = {
  name: 'Laravel',
  language: 'php',
  hint: /\bRoute::\w+\(/,
  syntax: 'brace',
  declares: (reading) => {
    const { facts } = reading;
    const base = /\/routes\/api\.php$/.test(facts.uri) ? 'api' : '';
    const groups = groupsOf(facts.calls);
    return facts.calls.flatMap((call) => {
      if (!isRoute(call)) return [];
      const prefixes = [base, ...before(call.scope, groups, reading), ...chained(call, reading)];
      if (verbs.test(call.name)) return plain(call, prefixes, reading);
      return /^(api)?[rR]esource$/.test(call.name) ? resource(call, prefixes, reading) : [];
    });
  },
};

/** `Route::get` itself, or at the end of `Route::prefix('x')->…`. */
function isRoute({ receiver, name }: Call): boolean {
  if (!/^(get|post|put|patch|delete|options|any|match|resource|apiResource|group)$/.test(name)) {
    return false;
  }
  let from = receiver;
  while (from?.kind === 'call') from = from.call.receiver;
  return from?.kind === 'name' && /(^|\\)Route$/.test(from.path);
}

/** The call that each function is the group of. */
function groupsOf(calls: readonly Call[]): Map<Func, Call> {
  const groups = new Map<Func, Call>();
  for (const call of calls) {
    if (call.name !== 'group' || !isRoute(call)) continue;
    const body = call.args.findLast(({ kind }) => kind === 'function');
    if (body?.kind === 'function') groups.set(body.func, call);
  }
  return groups;
}

function before(scope: Func | null, groups: ReadonlyMap<Func, Call>, reading: Reading): string[] {
  if (!scope) return [];
  const outer = before(scope.scope, groups, reading);
  const group = groups.get(scope);
  if (!group) return outer;
  const option = entry(group.args, 'prefix');
  return [...outer, ...chained(group, reading), ...(option ? [reading.text(option).text] : [])];
}

/** What `prefix()` calls before this one say. */
function chained({ receiver }: Call, reading: Reading): string[] {
  const prefixes: string[] = [];
  for (let from = receiver; from?.kind === 'call'; from = from.call.receiver) {
    if (from.call.name === 'prefix') prefixes.unshift(reading.text(from.call.args[0]).text);
  }
  return prefixes;
}

function plain(call: Call, prefixes: readonly string[], reading: Reading): Declaration[] {
  const { name, args } = call;
  const methods =
    name === 'match' ? texts(args[0]).map((one) => one.toUpperCase()) : [name.toUpperCase()];
  const [path, action] = name === 'match' ? args.slice(1) : args;
  const { text, exact } = reading.text(path);
  const declared = reading.place({ start: call.nameStart, end: call.end });
  const handler = handlerOf(action, call, reading) ?? declared;
  const template = joinPaths([...prefixes, text]);
  return methods.map((method) => ({
    method: method === 'ANY' ? '*' : method,
    template,
    declared,
    handler,
    exact,
  }));
}

/** `[BookController::class, 'show']`, `'BookController@show'`, `BookController::class`, a function. */
function handlerOf(action: Value | undefined, call: Call, reading: Reading) {
  if (!action) return null;
  if (action.kind === 'text') {
    const [name = '', method = ''] = action.text.split('@');
    return reading.method(name, method);
  }
  if (action.kind === 'name') return reading.method(action.path, '__invoke');
  if (action.kind !== 'list') return reading.handler(action, call);
  const [of, method] = action.items;
  return of?.kind === 'name' && method?.kind === 'text'
    ? reading.method(of.path, method.text)
    : null;
}

function resource(call: Call, prefixes: readonly string[], reading: Reading): Declaration[] {
  const [path, controller] = call.args;
  const { text, exact } = reading.text(path);
  const name = controller?.kind === 'name' ? controller.path : '';
  const declared = reading.place({ start: call.nameStart, end: call.end });
  const only = chainedNames(call, 'only');
  const except = chainedNames(call, 'except') ?? [];
  const parts = text.split('.');
  const parameter = (part: string) =>
    part.replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', '_');
  const nested = parts.slice(0, -1).flatMap((part) => [part, `{${parameter(part)}}`]);
  const last = parts.at(-1) ?? '';
  return actions
    .filter(([action, , , api]) => {
      if (call.name === 'apiResource' && !api) return false;
      return (only?.includes(action) ?? true) && !except.includes(action);
    })
    .map(([action, method, suffix]) => ({
      method,
      template: joinPaths([
        ...prefixes,
        ...nested,
        last,
        suffix.replace('{}', `{${parameter(last)}}`),
      ]),
      declared,
      handler: reading.method(name, action) ?? declared,
      exact,
    }));
}

function chainedNames({ chain }: Call, name: string): string[] | undefined {
  const call = chain.find((one) => one.name === name);
  return call?.args.flatMap(texts);
}
