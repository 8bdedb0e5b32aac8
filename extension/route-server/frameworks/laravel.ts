import type { Call, Value } from '../facts/facts.ts';
import { type Declaration, entry, type Framework, type Reading, texts } from './framework.ts';
import { type Around, filePrefixes, Groups, isRoute } from './laravel-groups.ts';
import { chained, resourceCall, resourceRoutes } from './laravel-resources.ts';
import { joinPrefixes } from './paths.ts';

/** Calls that declare one path, and the methods that it answers. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  ...{ get: ['GET'], post: ['POST'], put: ['PUT'], patch: ['PATCH'], delete: ['DELETE'] },
  ...{ options: ['OPTIONS'], any: ['*'], view: ['GET'], redirect: ['*'] },
};

/** Route files of Laravel. */
export const laravel: Framework = {
  name: 'Laravel',
  language: 'php',
  hint: /\bRoute::\w+\(|->withRouting\(/,
  syntax: 'brace',
  declares: (reading) => {
    const groups = new Groups(reading);
    const names = { file: [{ text: reading.facts.uri, exact: true }] };
    return reading.facts.calls
      .filter(isRoute)
      .flatMap((call) =>
        routesOf(call, groups, reading).map((route): Declaration => ({ ...route, names })),
      );
  },
  precedes: filePrefixes,
};

function routesOf(call: Call, groups: Groups, reading: Reading): Declaration[] {
  const { name, args } = call;
  const methods = name === 'match' ? upper(texts(args[0])) : own(name);
  if (methods) {
    const [path, action] = name === 'match' ? args.slice(1) : args;
    return plain(call, methods, path, action, groups.around(call), reading);
  }
  if (!resourceCall.test(name)) return [];
  const around = groups.around(call);
  const [first, second] = args;
  // `resources(['photos' => PhotoController::class], $options)`
  if (first?.kind === 'object') {
    return first.entries.flatMap((one) =>
      resource(call, { ...one, kind: 'text', text: one.name }, one.value, second, around, reading),
    );
  }
  return first ? resource(call, first, second, args[2], around, reading) : [];
}

function own(name: string): readonly string[] | undefined {
  return Object.hasOwn(verbs, name) ? verbs[name] : undefined;
}

function upper(names: readonly string[]): string[] {
  return names.map((name) => name.toUpperCase());
}

function plain(
  call: Call,
  methods: readonly string[],
  path: Value | undefined,
  action: Value | undefined,
  { prefix, controller }: Around,
  reading: Reading,
): Declaration[] {
  const declared = reading.place({ start: call.nameStart, end: call.end });
  const handler = handlerOf(action, controller, call, reading) ?? declared;
  const { text, exact } = joinPrefixes([prefix, reading.text(path)]);
  const template = text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    takesSlashes(call, name) ? `{*${name}}` : whole,
  );
  return methods.map((method) => ({ method, template, declared, handler, exact }));
}

/** `->where('rest', '.*')` */
function takesSlashes(call: Call, name: string): boolean {
  const [of, pattern] = chained(call, 'where') ?? [];
  const written =
    of?.kind === 'object' ? entry([of], name) : texts(of)[0] === name ? pattern : undefined;
  return /^\.[*+]$/.test(texts(written)[0] ?? '');
}

/** `[BookController::class, 'show']`, `'BookController@show'`, `'show'` of a group's controller, `BookController::class`. */
function handlerOf(
  action: Value | undefined,
  controller: string | null,
  call: Call,
  reading: Reading,
) {
  if (!action) return null;
  if (action.kind === 'text') {
    const [name = '', method] = action.text.split('@');
    return method === undefined && controller !== null
      ? reading.method(controller, name)
      : reading.method(name, method ?? '__invoke');
  }
  if (action.kind === 'name') return reading.method(action.path, '__invoke');
  if (action.kind !== 'list') return reading.handler(action, call);
  const [of, method] = action.items;
  return of?.kind === 'name' && method?.kind === 'text'
    ? reading.method(of.path, method.text)
    : null;
}

function resource(
  call: Call,
  path: Value,
  controller: Value | undefined,
  options: Value | undefined,
  { prefix }: Around,
  reading: Reading,
): Declaration[] {
  const { text, exact } = reading.text(path);
  const of = texts(controller)[0] ?? '';
  const declared = reading.place({ start: call.nameStart, end: call.end });
  return resourceRoutes(call, text, options).map((one) => {
    const below = joinPrefixes([prefix, { text: one.path, exact }]);
    const handler = reading.method(of, one.action) ?? declared;
    return { method: one.method, template: below.text, declared, handler, exact: below.exact };
  });
}
