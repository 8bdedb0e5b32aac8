import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, texts } from './framework.ts';

const verbs = ['Get', 'Post', 'Put', 'Delete', 'Patch', 'Options', 'Head'];

function named(value: Value | undefined): string[] {
  return texts(value).map((text) => text.replace(/^Method/, '').toUpperCase());
}

const route =
  (method: string) =>
  ({ args }: Call): Effect[] => {
    const [template] = args;
    const handler = args.at(-1) ?? null;
    if (!template || args.length < 2) return [];
    return [{ kind: 'route', methods: [method], template, handler }, { kind: 'self' }];
  };

/** The method comes first: `r.Method("GET", "/x", h)`, `r.Handle("GET", "/x", h)`. */
const general = ({ args }: Call): Effect[] => {
  const [method, template] = args;
  const handler = args.at(-1) ?? null;
  if (!template || args.length < 3) return [];
  return [{ kind: 'route', methods: named(method), template, handler }];
};

const below = ({ args: [prefix] }: Call): Effect[] => [{ kind: 'group', prefix: prefix ?? null }];
const self = (): Effect[] => [{ kind: 'self' }];

const of = (receiver: Value | null) => (receiver?.kind === 'name' ? receiver.path : '');

export const chi: Framework = {
  name: 'chi',
  language: 'go',
  hint: /"github\.com\/go-chi\/chi/,
  syntax: 'brace',
  creates: ({ name, receiver }) =>
    /^New(Router|Mux)$/.test(name) && of(receiver) === 'chi' ? { root: true } : undefined,
  isRouter: ({ type }) => /^\*?chi\.(Router|Mux)$/.test(type),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    HandleFunc: route('*'),
    Handle: route('*'),
    Method: general,
    MethodFunc: general,
    With: self,
    Route: ({ args: [prefix, to] }) => (to ? [{ kind: 'give', prefix: prefix ?? null, to }] : []),
    Group: ({ args: [to] }) => (to ? [{ kind: 'give', prefix: null, to }] : []),
    Mount: ({ args: [prefix, child] }) =>
      prefix && child ? [{ kind: 'mount', prefix, child }] : [],
  },
};

export const gin: Framework = {
  name: 'Gin',
  language: 'go',
  hint: /"github\.com\/gin-gonic\/gin"/,
  syntax: 'colon',
  creates: ({ name, receiver }) =>
    /^(New|Default)$/.test(name) && of(receiver) === 'gin' ? { root: true } : undefined,
  isRouter: ({ type }) => /^\*?gin\.(Engine|RouterGroup|IRouter|IRoutes)$/.test(type),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb.toUpperCase(), route(verb.toUpperCase())])),
    Any: route('*'),
    Handle: general,
    Group: below,
  },
};

export const echo: Framework = {
  name: 'Echo',
  language: 'go',
  hint: /"github\.com\/labstack\/echo/,
  syntax: 'colon',
  creates: ({ name, receiver }) =>
    name === 'New' && of(receiver) === 'echo' ? { root: true } : undefined,
  isRouter: ({ type }) => /^\*?echo\.(Echo|Group)$/.test(type),
  uses: {
    ...Object.fromEntries(
      verbs.map((verb) => {
        const method = verb.toUpperCase();
        // A route's middleware comes after its handler.
        return [
          method,
          ({ args: [template, handler] }: Call): Effect[] =>
            template && handler ? [{ kind: 'route', methods: [method], template, handler }] : [],
        ];
      }),
    ),
    Any: ({ args: [template, handler] }) =>
      template && handler ? [{ kind: 'route', methods: ['*'], template, handler }] : [],
    Match: ({ args: [methods, template, handler] }) =>
      template && handler ? [{ kind: 'route', methods: named(methods), template, handler }] : [],
    Add: ({ args: [method, template, handler] }) =>
      template && handler ? [{ kind: 'route', methods: named(method), template, handler }] : [],
    Group: below,
  },
};
