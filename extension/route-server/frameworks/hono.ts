import type { Call } from '../facts/facts.ts';
import { type Effect, type Framework, isText, lastHandler, texts, verbs } from './framework.ts';

const route =
  (method: string) =>
  (call: Call): Effect[] => {
    const handler = lastHandler(call);
    if (!handler) return [];
    const [first] = call.args;
    // Without a path the handler is for the path given last; that is followed for the first one alone.
    const template = first && isText(first) ? first : null;
    return [{ kind: 'route', methods: [method], template, handler }, { kind: 'self' }];
  };

export const hono: Framework = {
  name: 'Hono',
  language: 'javascript',
  hint: /\bhono\b/i,
  syntax: 'colon',
  creates: ({ name, form }) =>
    form === 'new' && /^(OpenAPI)?Hono$/.test(name) ? { root: true } : undefined,
  isRouter: ({ type }) => /\bHono\b/.test(type),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    all: route('*'),
    on: (call) => {
      const [methods, template] = call.args;
      if (!template) return [];
      return [
        { kind: 'route', methods: texts(methods), template, handler: lastHandler(call) },
        { kind: 'self' },
      ];
    },
    basePath: ({ args: [prefix] }) => [{ kind: 'group', prefix: prefix ?? null }],
    use: () => [{ kind: 'self' }],
    notFound: () => [{ kind: 'self' }],
    onError: () => [{ kind: 'self' }],
    route: ({ args: [prefix, child] }) =>
      prefix && child ? [{ kind: 'mount', prefix, child }, { kind: 'self' }] : [],
  },
};
