import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, verbs } from './framework.ts';

/** `get(list).post(create)`, `any(h)`, `on(…, h)`: the methods and their handlers. */
function methodsOf(value: Value | undefined): { method: string; handler: Value | null }[] {
  if (value?.kind !== 'call') return [];
  const { name, args, receiver } = value.call;
  const before = receiver?.kind === 'call' ? methodsOf(receiver) : [];
  const handler = args[0] ?? null;
  const method = name === 'any' ? '*' : name.toUpperCase();
  const known = name === 'any' || (verbs as readonly string[]).includes(name);
  return known ? [...before, { method, handler }] : before;
}

const self = (): Effect[] => [{ kind: 'self' }];

const nest = ({ args: [prefix, child] }: Call): Effect[] =>
  prefix && child ? [{ kind: 'mount', prefix, child }, { kind: 'self' }] : [];

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
    route: ({ args: [template, methods] }) => {
      if (!template) return [];
      const routes = methodsOf(methods).map(
        ({ method, handler }): Effect => ({ kind: 'route', methods: [method], template, handler }),
      );
      return [...routes, { kind: 'self' }];
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
