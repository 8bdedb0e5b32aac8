import type { Call, Value } from '../facts/facts.ts';
import { type Effect, entry, type Framework, isText, lastHandler, verbs } from './framework.ts';

const route =
  (method: string) =>
  (call: Call): Effect[] => {
    // A name may come before the path.
    const [first, second] = call.args;
    const template = isText(second) && call.args.length > 2 ? second : first;
    const paths = template?.kind === 'list' ? template.items : template ? [template] : [];
    const handler = lastHandler(call);
    if (!handler || paths.length === 0) return [];
    const methods = [method];
    return [
      ...paths.map((path): Effect => ({ kind: 'route', methods, template: path, handler })),
      { kind: 'self' },
    ];
  };

/** `router.routes()` stands for the router; so does the router itself for `new Koa()`. */
function routerOf(value: Value): Value {
  return value.kind === 'call' && value.call.name === 'routes' && value.call.receiver
    ? value.call.receiver
    : value;
}

export const koa: Framework = {
  name: 'Koa',
  language: 'javascript',
  hint: /\bkoa\b/i,
  syntax: 'colon',
  ignoresCase: true,
  creates: ({ name, receiver, form, args }) => {
    if (/^Koa$/.test(name) && form === 'new') return { root: true };
    if (/^(Koa)?Router$/.test(name) && (form === 'new' || !receiver)) {
      return { root: false, prefix: entry(args, 'prefix') };
    }
    return undefined;
  },
  isRouter: ({ type }) => /\bKoa\b|\bRouter\b/.test(type),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    del: route('DELETE'),
    all: route('*'),
    prefix: () => [{ kind: 'self' }],
    use: ({ args }) => {
      const [first] = args;
      const prefix = first && isText(first) ? first : null;
      const children = args.filter(({ kind }) => kind === 'name' || kind === 'call');
      const mounts = children.map(
        (child): Effect => ({ kind: 'mount', prefix, child: routerOf(child) }),
      );
      return [...mounts, { kind: 'self' }];
    },
  },
};
