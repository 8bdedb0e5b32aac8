import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, texts, verbs } from './framework.ts';

/** `get(list).post(create)`, `any(h)`, `on(MethodFilter::GET, h)`: the methods and their handlers. */
function methodsOf(value: Value | undefined): { method: string; handler: Value | null }[] {
  if (value?.kind !== 'call') return [];
  const { name, args, receiver } = value.call;
  const before = receiver?.kind === 'call' ? methodsOf(receiver) : [];
  const [first = null, second = null] = args;
  const plain = name.replace(/_service$/, '');
  if (plain === 'on')
    return [...before, ...texts(first ?? undefined).map((method) => ({ method, handler: second }))];
  const method = plain === 'any' ? '*' : plain.toUpperCase();
  const known = plain === 'any' || (verbs as readonly string[]).includes(plain);
  return known ? [...before, { method, handler: first }] : before;
}

/** Before axum 0.8 parameters were `:id`, and `*rest` any number of segments. */
function braced(template: Value): Value {
  if (template.kind !== 'text') return template;
  return { ...template, text: template.text.replace(/(?<=\/):(\w+)/g, '{$1}') };
}

const self = (): Effect[] => [{ kind: 'self' }];

const nest = ({ args: [prefix, child] }: Call): Effect[] =>
  prefix && child ? [{ kind: 'mount', prefix: braced(prefix), child }, { kind: 'self' }] : [];

export const axum: Framework = {
  name: 'axum',
  language: 'rust',
  hint: /\baxum\b/,
  syntax: 'brace',
  creates: ({ name, receiver }) =>
    name === 'new' && receiver?.kind === 'name' && /(^|\.)Router$/.test(receiver.path)
      ? { root: true }
      : undefined,
  isRouter: ({ type }) => /\bRouter\b/.test(type),
  uses: {
    route: ({ args: [path, methods] }) => {
      if (!path) return [];
      const template = braced(path);
      const read = (value: Value | undefined, at: Value | null) =>
        methodsOf(value).map(
          ({ method, handler }): Effect => ({
            ...{ kind: 'route', methods: [method], template: at, handler },
          }),
        );
      const routes = read(methods, template);
      const isElsewhere = routes.length === 0 && methods?.kind === 'call';
      const of: Effect[] = isElsewhere
        ? [{ kind: 'returned', path: template, value: methods, read: (value) => read(value, null) }]
        : routes;
      return [...of, { kind: 'self' }];
    },
    nest,
    nest_service: nest,
    merge: ({ args: [child] }) =>
      child ? [{ kind: 'mount', prefix: null, child }, { kind: 'self' }] : [],
    layer: self,
    route_layer: self,
    with_state: self,
    fallback: self,
  },
};
