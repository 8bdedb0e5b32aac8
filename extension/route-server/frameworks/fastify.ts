import type { Call } from '../facts/facts.ts';
import {
  type Effect,
  entry,
  type Framework,
  lastHandler,
  requires,
  texts,
  verbs,
} from './framework.ts';

const route =
  (method: string) =>
  (call: Call): Effect[] => {
    const [template, options] = call.args;
    if (!template || call.args.length < 2) return [];
    const handler = lastHandler(call) ?? entry(options ? [options] : [], 'handler') ?? null;
    return [{ kind: 'route', methods: [method], template, handler }, { kind: 'self' }];
  };

export const fastify: Framework = {
  name: 'Fastify',
  language: 'javascript',
  hint: /\b[Ff]astify\b/,
  syntax: 'colon',
  creates: ({ name, receiver }) => {
    const named = /^[Ff]astify$/.test(name) && !receiver;
    const required = name === '' && receiver !== null && requires(receiver, 'fastify');
    return named || required ? { root: true } : undefined;
  },
  isRouter: ({ name, type }) =>
    /\bFastifyInstance\b/.test(type) ||
    (type === '' && /^(fastify|instance|app|server)$/.test(name)),
  uses: {
    ...Object.fromEntries(verbs.map((verb) => [verb, route(verb.toUpperCase())])),
    all: route('*'),
    route: ({ args }) => {
      const template = entry(args, 'url') ?? entry(args, 'path') ?? null;
      const methods = texts(entry(args, 'method')).map((method) => method.toUpperCase());
      const handler = entry(args, 'handler') ?? null;
      return [{ kind: 'route', methods, template, handler }, { kind: 'self' }];
    },
    register: ({ args: [plugin, ...options] }) => {
      if (!plugin) return [];
      const prefix = entry(options, 'prefix') ?? null;
      return [{ kind: 'give', prefix, to: plugin }, { kind: 'self' }];
    },
    addHook: () => [{ kind: 'self' }],
    after: () => [{ kind: 'self' }],
  },
};
