import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, texts, verbs } from './framework.ts';

/** `web::get().to(handler)` */
function methodOf(value: Value | undefined): { method: string; handler: Value | null } | undefined {
  if (value?.kind !== 'call' || value.call.name !== 'to') return undefined;
  const { receiver, args } = value.call;
  let from = receiver;
  while (from?.kind === 'call' && !isVerb(from.call.name)) from = from.call.receiver;
  const name = from?.kind === 'call' ? from.call.name : 'route';
  const method = isVerb(name) ? name.toUpperCase() : '*';
  return { method, handler: args[0] ?? null };
}

function isVerb(name: string): boolean {
  return (verbs as readonly string[]).includes(name);
}

const route = ({ args }: Call): Effect[] => {
  // Of a scope: path and route; of a resource: the route alone.
  const [template, inner] = args.length > 1 ? args : [null, args[0]];
  const found = methodOf(inner);
  if (!found) return [{ kind: 'self' }];
  const { method, handler } = found;
  return [
    { kind: 'route', methods: [method], template: template ?? null, handler },
    { kind: 'self' },
  ];
};

const below = ({ args: [prefix] }: Call) => ({ root: false, prefix });

/** Functions with `#[get("/…")]` are routers of one route; `service()` mounts them. */
export const actix: Framework = {
  name: 'actix-web',
  language: 'rust',
  hint: /\bactix_web\b/,
  syntax: 'brace',
  creates: (call) => {
    const of = call.receiver?.kind === 'name' ? call.receiver.path : '';
    if (call.name === 'new' && /(^|\.)App$/.test(of)) return { root: true };
    const isScope = /^(scope|resource)$/.test(call.name) && /(^|\.)web$/.test(of);
    return isScope ? below(call) : undefined;
  },
  isRouter: ({ type }) => /\bServiceConfig\b/.test(type),
  attributed: ({ name, args }) => {
    if (name === 'route') {
      const methods = args.flatMap((arg) =>
        arg.kind === 'named' && arg.name === 'method' ? texts(arg.value) : [],
      );
      return { methods, template: args[0] ?? null };
    }
    return isVerb(name) ? { methods: [name.toUpperCase()], template: args[0] ?? null } : undefined;
  },
  uses: {
    route,
    to: ({ args: [handler] }) =>
      handler ? [{ kind: 'route', methods: ['*'], template: null, handler }, { kind: 'self' }] : [],
    service: ({ args: [child] }) =>
      child ? [{ kind: 'mount', prefix: null, child }, { kind: 'self' }] : [],
    configure: ({ args: [to] }) =>
      to ? [{ kind: 'give', prefix: null, to }, { kind: 'self' }] : [],
    wrap: () => [{ kind: 'self' }],
    app_data: () => [{ kind: 'self' }],
    guard: () => [{ kind: 'self' }],
  },
};
