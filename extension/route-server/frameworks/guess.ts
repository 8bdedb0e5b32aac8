import type { Call } from '../facts/facts.ts';
import { type Effect, type Framework, isText, verbs } from './framework.ts';

const route =
  (method: string) =>
  ({ args }: Call): Effect[] => {
    const [template, ...others] = args;
    if (!template || !isText(template)) return [];
    const handler = others.findLast(({ kind }) => kind === 'function' || kind === 'name') ?? null;
    return handler ? [{ kind: 'route', methods: [method], template, handler }] : [];
  };

/** A router of the program's own, or of a framework that is not known: `router.get('/path', handler)`. */
export const guess: Framework = {
  name: 'unknown framework',
  language: 'javascript',
  hint: /\.(?:get|post|put|delete|patch)\(\s*['"`]\//,
  syntax: 'colon',
  guess: true,
  creates: ({ form, name }) =>
    form === 'new' && /(Router|App|Server)$/.test(name) ? { root: true } : undefined,
  isRouter: ({ name, type }) => type === '' && /^(app|server|router|\w+Router)$/.test(name),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    all: route('*'),
  },
};
