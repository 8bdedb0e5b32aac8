import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, texts, verbs } from './framework.ts';

/** `web::get().to(handler)`, `web::method(Method::PATCH).to(handler)` */
function methodOf(value: Value | undefined): { method: string; handler: Value | null } | undefined {
  if (value?.kind !== 'call' || value.call.name !== 'to') return undefined;
  const { receiver, args } = value.call;
  let from = receiver;
  const says = ({ name }: Call) => isVerb(name) || name === 'method';
  while (from?.kind === 'call' && !says(from.call)) from = from.call.receiver;
  return { method: from?.kind === 'call' ? named(from.call) : '*', handler: args[0] ?? null };
}

function named({ name, args }: Call): string {
  return isVerb(name) ? name.toUpperCase() : (texts(args[0])[0] ?? '*');
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

const below = ({ args: [prefix] }: Call) => ({
  ...{ root: false, prefix: prefix?.kind === 'list' ? null : prefix },
});

/** The paths of `web::resource(["/a", "/b"])`; one that is there already for what has one. */
function pathsOf(service: Value): readonly (Value | null)[] {
  let from: Value | null = service;
  while (from?.kind === 'call' && from.call.receiver?.kind === 'call') from = from.call.receiver;
  const [first] = from?.kind === 'call' && from.call.name === 'resource' ? from.call.args : [];
  return first?.kind === 'list' ? first.items : [null];
}

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
  returnsItself: /^(wrap|wrap_fn|app_data|data|guard|name|default_service)$/,
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
    // Of a resource: `get(handler)` is `route(web::get().to(handler))`.
    ...Object.fromEntries(
      verbs.map((verb) => [
        verb,
        ({ args: [handler] }: Call): Effect[] =>
          handler
            ? [
                { kind: 'route', methods: [verb.toUpperCase()], template: null, handler },
                { kind: 'self' },
              ]
            : [],
      ]),
    ),
    to: ({ args: [handler] }) =>
      handler ? [{ kind: 'route', methods: ['*'], template: null, handler }, { kind: 'self' }] : [],
    service: ({ args: [given] }) => {
      const children = given?.kind === 'list' ? given.items : given ? [given] : [];
      const mounts = children.flatMap((child) =>
        pathsOf(child).map((prefix): Effect => ({ kind: 'mount', prefix, child })),
      );
      return [...mounts, { kind: 'self' }];
    },
    configure: ({ args: [to] }) =>
      to ? [{ kind: 'give', prefix: null, to }, { kind: 'self' }] : [],
  },
};
