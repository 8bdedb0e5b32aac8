import type { Call, Value } from '../facts/facts.ts';
import { type Declaration, entry, type Framework, type Reading, texts } from './framework.ts';
import { joinPaths } from './paths.ts';
import type { Preceding } from './preceding.ts';
import { type Around, Arounds, below, resourceAround } from './rails-around.ts';
import { optionalParts } from './rails-paths.ts';
import { resourceRoutes, resourcesOf } from './rails-resources.ts';

const verbs = /^(get|post|put|patch|delete|match)$/;
/** A file that `draw :name` reads. */
const drawn = /\/config\/routes\/(.+)\.rb$/;

export const rails: Framework = {
  name: 'Rails',
  language: 'ruby',
  hint: /\broutes\.draw\b/,
  file: drawn,
  syntax: 'colon',
  declares: (reading) => {
    const { calls, uri } = reading.facts;
    const arounds = new Arounds(calls);
    const [, name] = drawn.exec(uri) ?? [];
    const names = name ? { file: [{ text: name, exact: true }] } : undefined;
    return calls.flatMap((call) => {
      if (call.receiver || (!call.scope && !names)) return [];
      const routes = arounds.of(call.scope).flatMap((one) => routesOf(call, one, reading));
      return names ? routes.map((route) => ({ ...route, names })) : routes;
    });
  },
  precedes: drawings,
};

/** `draw :admin` reads `config/routes/admin.rb`, below what is around it. */
function drawings({ facts }: Reading): Preceding[] {
  const draws = facts.calls.filter(({ name, receiver }) => name === 'draw' && !receiver);
  if (draws.length === 0) return [];
  const arounds = new Arounds(facts.calls);
  return draws.map(({ args, scope }) => {
    const file = texts(args[0])[0];
    const prefixes = arounds.of(scope).map((one) => ({ text: below(one), exact: true }));
    return {
      layer: 'module',
      before: ({ names }) => (names?.['file']?.[0]?.text === file ? prefixes : []),
    };
  });
}

function routesOf(call: Call, around: Around, reading: Reading): Declaration[] {
  const { name, args, nameStart, end } = call;
  const declared = reading.place({ start: nameStart, end: Math.min(end, headEnd(call)) });
  const route = (method: string, template: string, to: string, exact = true): Declaration => {
    const [controller = '', action = ''] = `${around.module}${to}`.split('#');
    const handler = controllerOf(controller, action, reading) ?? declared;
    return { method, template, declared, handler, exact };
  };
  if (name === 'resources' || name === 'resource') {
    return resourcesOf(call, around).flatMap((resource) => {
      const { path, one } = resourceAround(resource, around);
      return resourceRoutes(resource).map(({ method, ofOne, suffix, action }) =>
        route(method, joinPaths([ofOne ? one : path, suffix]), `${resource.controller}#${action}`),
      );
    });
  }
  if (name === 'root') {
    const to = texts(entry(args, 'to') ?? args[0])[0] ?? '';
    return [route('GET', joinPaths([below(around)]), to)];
  }
  return verbs.test(name) ? [...plain(call, around, reading, route)] : [];
}

function* plain(
  { name, args }: Call,
  around: Around,
  reading: Reading,
  route: (method: string, template: string, to: string, exact: boolean) => Declaration,
): Generator<Declaration> {
  const via = texts(entry(args, 'via')).map((method) => method.toUpperCase());
  const methods =
    name === 'match' ? via.map((one) => (one === 'ALL' ? '*' : one)) : [name.toUpperCase()];
  const [first] = args;
  if (!first) return;
  // `get '/y' => 'books#show'`
  const arrow = first.kind === 'named' && /^[/\w]/.test(first.name) && first.value.kind === 'text';
  const path: Value = arrow ? { ...first, kind: 'text', text: first.name } : first;
  const { text, exact } = reading.text(path);
  const on = texts(entry(args, 'on'))[0];
  const inner: Around = on ? { ...around, on } : around;
  const to = texts(arrow ? first.value : entry(args, 'to'))[0] ?? defaultTo(text, args, around);
  const template = joinPaths([below(inner), optionalParts(text)]);
  for (const method of methods) yield route(method, template, to, exact);
}

/** `get :stock` of a resource goes to its controller; `get 'books/show'` says both. */
function defaultTo(text: string, args: readonly Value[], { resource, controller }: Around): string {
  const said = texts(entry(args, 'controller'))[0] ?? controller ?? resource?.controller;
  const action = texts(entry(args, 'action'))[0];
  if (said && (action || !text.includes('/'))) return `${said}#${action ?? text}`;
  const parts = text.replace(/^\//, '').split('/');
  return `${parts.slice(0, -1).join('/')}#${parts.at(-1) ?? ''}`;
}

/** The action of a controller by Rails' names: `admin/books` is `Admin::BooksController`. */
function controllerOf(controller: string, action: string, reading: Reading) {
  const name = controller.replace(/(?:^|_|(?<=\/))(\w)/g, (_, one: string) => one.toUpperCase());
  return reading.method(`${name}Controller`, action);
}

/** A block's own lines belong to the calls in it. */
function headEnd({ args, end }: Call): number {
  const body = args.at(-1);
  return body?.kind === 'function' ? body.func.start : end;
}
