import type { Call, Func, Value } from '../facts/facts.ts';
import { type Declaration, entry, type Framework, type Reading, texts } from './framework.ts';
import { joinPaths } from './paths.ts';
import { type Resource, resourceRoutes } from './rails-resources.ts';

const verbs = /^(get|post|put|patch|delete|match)$/;

/** What is around a call of `config/routes.rb`. */
interface Around {
  readonly path: string;
  /** Modules of the controllers, as `admin/`. */
  readonly module: string;
  readonly resource: Resource | null;
  /** Within `member` or `collection` of that resource. */
  readonly on: 'member' | 'collection' | null;
}

const outermost: Around = { path: '', module: '', resource: null, on: null };

export const rails: Framework = {
  name: 'Rails',
  language: 'ruby',
  hint: /\broutes\.draw\b/,
  syntax: 'colon',
  declares: (reading) => {
    const blocks = new Map<Func, Call>();
    for (const call of reading.facts.calls) {
      const body = call.args.at(-1);
      if (body?.kind === 'function') blocks.set(body.func, call);
    }
    return reading.facts.calls.flatMap((call) => {
      if (call.receiver || !call.scope) return [];
      return routesOf(call, aroundOf(call.scope, blocks), reading);
    });
  },
};

function aroundOf(scope: Func | null, blocks: ReadonlyMap<Func, Call>): Around {
  if (!scope) return outermost;
  const call = blocks.get(scope);
  const outer = aroundOf(scope.scope, blocks);
  if (!call || call.receiver) return outer;
  const { name, args } = call;
  const first = texts(args[0])[0] ?? '';
  const path = texts(entry(args, 'path'))[0];
  const module = texts(entry(args, 'module'))[0];
  if (name === 'namespace') {
    const inner = { path: joinPaths([below(outer), path ?? first]), resource: null, on: null };
    return { ...inner, module: `${outer.module}${module ?? first}/` };
  }
  if (name === 'scope') {
    const segment = args[0] && args[0].kind !== 'named' ? first : (path ?? '');
    const inner = { path: joinPaths([below(outer), segment]), resource: null, on: null };
    return { ...inner, module: module ? `${outer.module}${module}/` : outer.module };
  }
  if (name === 'resources' || name === 'resource') {
    const resource = resourceOf(call);
    return { ...outer, path: joinPaths([below(outer), resource.path]), resource, on: null };
  }
  return name === 'member' || name === 'collection' ? { ...outer, on: name } : outer;
}

/** The path that calls in this block are below. */
function below({ path, resource, on }: Around): string {
  if (!resource || resource.single || on === 'collection') return path;
  return joinPaths([path, on === 'member' ? ':id' : `:${resource.singular}_id`]);
}

function resourceOf({ name, args }: Call): Resource {
  const plural = texts(args[0])[0] ?? '';
  const only = entry(args, 'only');
  return {
    path: texts(entry(args, 'path'))[0] ?? plural,
    controller:
      texts(entry(args, 'controller'))[0] ?? (name === 'resource' ? `${plural}s` : plural),
    singular: plural.replace(/ies$/, 'y').replace(/s$/, ''),
    single: name === 'resource',
    only: only ? texts(only) : null,
    except: texts(entry(args, 'except')),
  };
}

function routesOf(call: Call, around: Around, reading: Reading): Declaration[] {
  const { name, args, nameStart, end } = call;
  const declared = reading.place({ start: nameStart, end: Math.min(end, headEnd(call)) });
  const route = (method: string, template: string, to: string, exact = true): Declaration => {
    const [controller = '', action = ''] = to.split('#');
    const handler = controllerOf(controller, action, reading) ?? declared;
    return { method, template, declared, handler, exact };
  };
  if (name === 'resources' || name === 'resource') {
    const names = args.filter(({ kind }) => kind === 'symbol' || kind === 'text');
    return names.flatMap((one) => {
      const others = args.filter((arg) => !names.includes(arg));
      const resource = resourceOf({ ...call, args: [one, ...others] });
      return resourceRoutes(resource).map(({ method, path, action }) =>
        route(
          method,
          joinPaths([below(around), path]),
          `${around.module}${resource.controller}#${action}`,
        ),
      );
    });
  }
  if (name === 'root') {
    const to = texts(entry(args, 'to') ?? args[0])[0] ?? '';
    return [route('GET', joinPaths([below(around)]), `${around.module}${to}`)];
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
  const arrow = first.kind === 'named' && first.name.startsWith('/') ? first : undefined;
  const path: Value = arrow ? { ...arrow, kind: 'text', text: arrow.name } : first;
  const { text, exact } = reading.text(path);
  const on = texts(entry(args, 'on'))[0];
  const inner: Around = on === 'member' || on === 'collection' ? { ...around, on } : around;
  const to = texts(arrow?.value ?? entry(args, 'to'))[0] ?? defaultTo(text, around);
  const template = joinPaths([below(inner), text.replace(/\(\.:format\)$/, '')]);
  for (const method of methods) yield route(method, template, `${around.module}${to}`, exact);
}

/** `get :stock` of a resource goes to its controller; `get 'books/show'` says both. */
function defaultTo(text: string, { resource }: Around): string {
  if (resource && !text.includes('/')) return `${resource.controller}#${text}`;
  const parts = text.replace(/^\//, '').split('/');
  return `${parts.slice(0, -1).join('/')}#${parts.at(-1) ?? ''}`;
}

/** The action of a controller by Rails' names: `admin/books` is `BooksController`. */
function controllerOf(controller: string, action: string, reading: Reading) {
  const name = controller
    .replace(/^.*\//, '')
    .replace(/(?:^|_)(\w)/g, (_, one: string) => one.toUpperCase());
  return reading.method(`${name}Controller`, action);
}

/** A block's own lines belong to the calls in it. */
function headEnd({ args, end }: Call): number {
  const body = args.at(-1);
  return body?.kind === 'function' ? body.func.start : end;
}
