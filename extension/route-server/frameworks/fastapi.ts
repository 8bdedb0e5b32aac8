import type { Call } from '../facts/facts.ts';
import { type Effect, entry, type Framework, texts, verbs } from './framework.ts';

const route =
  (method: string) =>
  ({ args, decorates }: Call): Effect[] => {
    const template = entry(args, 'path') ?? args.find(({ kind }) => kind !== 'named');
    if (!template || !decorates) return [];
    return [{ kind: 'route', methods: [method], template, handler: null }];
  };

/** `api_route` and Starlette's `route` and `add_route`: the function comes with the call or below it. */
const several = ({ args }: Call): Effect[] => {
  const [template, handler] = args.filter(({ kind }) => kind !== 'named');
  const named = texts(entry(args, 'methods')).map((method) => method.toUpperCase());
  const methods = named.length > 0 ? named : ['GET'];
  if (!template) return [];
  return [
    { kind: 'route', methods, template, handler: entry(args, 'endpoint') ?? handler ?? null },
  ];
};

const mount = ({ args }: Call): Effect[] => {
  const [prefix, child] = args.filter(({ kind }) => kind !== 'named');
  return prefix && child ? [{ kind: 'mount', prefix, child }] : [];
};

export const fastapi: Framework = {
  name: 'FastAPI',
  language: 'python',
  hint: /\bfastapi\b|\bAPIRouter\b/i,
  syntax: 'brace',
  creates: ({ name, args }) => {
    if (name === 'FastAPI') return { root: true, behind: entry(args, 'root_path') };
    if (name === 'APIRouter') return { root: false, prefix: entry(args, 'prefix') };
    return undefined;
  },
  isRouter: ({ type }) => /\b(FastAPI|APIRouter)\b/.test(type),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    // It begins as a GET.
    websocket: route('GET'),
    api_route: several,
    route: several,
    add_api_route: several,
    add_route: several,
    mount,
    include_router: ({ args }) => {
      const [child] = args;
      return child ? [{ kind: 'mount', prefix: entry(args, 'prefix') ?? null, child }] : [];
    },
  },
};
