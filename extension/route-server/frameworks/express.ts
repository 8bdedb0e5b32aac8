import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, isText, lastHandler, requires, verbs } from './framework.ts';

const route =
  (method: string) =>
  (call: Call): Effect[] => {
    const [first] = call.args;
    // `app.get('name')` asks for a setting; `route('/x').get(handler)` has its path already.
    if (call.args.length === 1 && isText(first)) return [{ kind: 'self' }];
    const paths = pathsOf(call);
    const handler = lastHandler(call);
    if (!handler) return [];
    const methods = [method];
    return [
      ...paths.map((template): Effect => ({ kind: 'route', methods, template, handler })),
      { kind: 'self' },
    ];
  };

/** `null`: the path was given before, to `route()`. */
function pathsOf({ args, receiver }: Call): (Value | null)[] {
  const [first] = args;
  if (!first || first.kind === 'function') return [null];
  if (isText(first)) return [first];
  if (first.kind === 'list' && first.items.some(isText)) return [...first.items];
  if (args.length < 2 || isRouteCall(receiver)) return [null];
  return first.kind === 'list' ? [...first.items] : [first];
}

function isRouteCall(receiver: Value | null): boolean {
  return (
    receiver?.kind === 'call' && (receiver.call.name === 'route' || receiver.call.args.length > 0)
  );
}

/** Paths may come first; functions and routers, and lists of them, follow. */
const use = ({ args }: Call): Effect[] => {
  const [first] = args;
  const given = first?.kind === 'list' ? first.items : first ? [first] : [];
  const paths = given.some(isText) ? given : given.filter(({ kind }) => kind !== 'function');
  const prefixes = paths.length > 0 ? paths : [null];
  const children = args
    .flatMap((arg) => (arg.kind === 'list' ? arg.items : [arg]))
    .filter(({ kind }) => kind === 'name' || kind === 'call');
  return [
    ...prefixes.flatMap((prefix) =>
      children.map((child): Effect => {
        const perhaps = prefix !== null && !given.some(isText) && prefix.kind !== 'otherwise';
        return { kind: 'mount', prefix, child, perhaps };
      }),
    ),
    { kind: 'self' },
  ];
};

export const express: Framework = {
  name: 'Express',
  language: 'javascript',
  hint: /\bexpress\b/,
  syntax: 'colon',
  ignoresCase: true,
  creates: ({ name, receiver }) => {
    if (name === 'express' && !receiver) return { root: true };
    if (name === '' && receiver && requires(receiver, 'express')) return { root: true };
    const ofPackage = !receiver || receiver.kind === 'name' || requires(receiver, 'express');
    return name === 'Router' && ofPackage ? { root: false } : undefined;
  },
  isRouter: ({ name, type }) =>
    /\b(Express|Application|IRouter|Router)\b/.test(type) ||
    (type === '' && /^(app|server|router)$/i.test(name)),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    del: route('DELETE'),
    all: route('*'),
    use,
    route: ({ args }) => [{ kind: 'group', prefix: args[0] ?? null }],
    param: () => [{ kind: 'self' }],
  },
};
