import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, verbs } from './framework.ts';

const route =
  (method: string) =>
  ({ args: [template, handler], decorates }: Call): Effect[] =>
    template && (decorates || handler)
      ? [{ kind: 'route', methods: [method], template, handler: handler ?? null }]
      : [];

const general = ({ args: [method, template, handler] }: Call): Effect[] =>
  template && method?.kind === 'text'
    ? [
        {
          kind: 'route',
          methods: [method.text.toUpperCase()],
          template,
          handler: handler ?? null,
        },
      ]
    : [];

/** The entries of `add_routes([web.get('/x', handler)])`, as calls on the router would be. */
function entries({ args: [list] }: Call): Effect[] {
  if (!list) return [];
  if (list.kind !== 'list') return [{ kind: 'mount', prefix: null, child: list }];
  return list.items.flatMap((item: Value) => {
    if (item.kind !== 'call') return [];
    const { name } = item.call;
    if (name === 'route') return general(item.call);
    return (verbs as readonly string[]).includes(name) ? route(name.toUpperCase())(item.call) : [];
  });
}

export const aiohttp: Framework = {
  name: 'aiohttp',
  language: 'python',
  hint: /\baiohttp\b/,
  syntax: 'brace',
  creates: ({ name, receiver }) => {
    const of = receiver?.kind === 'name' ? receiver.path : '';
    if (name === 'Application' && /^(web|aiohttp\.web)?$/.test(of)) return { root: true };
    return name === 'RouteTableDef' ? { root: false } : undefined;
  },
  isRouter: ({ type }) => /\bApplication\b|\bRouteTableDef\b/.test(type),
  member: 'router',
  uses: {
    ...Object.fromEntries(
      verbs.flatMap((verb) => {
        const effect = route(verb.toUpperCase());
        return [
          [verb, effect],
          [`add_${verb}`, effect],
        ];
      }),
    ),
    route: general,
    add_route: general,
    add_routes: entries,
    add_subapp: ({ args: [prefix, child] }) =>
      prefix && child ? [{ kind: 'mount', prefix, child }] : [],
  },
};
