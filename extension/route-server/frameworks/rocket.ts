import type { Call, Value } from '../facts/facts.ts';
import { type Effect, entry, type Framework, verbs } from './framework.ts';

/** Functions with `#[get("/…")]`, mounted by `mount("/base", routes![a, b])`. */
export const rocket: Framework = {
  name: 'Rocket',
  language: 'rust',
  hint: /\brocket\b/,
  syntax: 'angle',
  creates: ({ name, receiver }) => {
    const of = receiver?.kind === 'name' ? receiver.path : '';
    return /^(build|ignite|custom)$/.test(name) && of === 'rocket' ? { root: true } : undefined;
  },
  isRouter: ({ type }) => /\bRocket\b/.test(type),
  attributed: ({ name, args }) => {
    if ((verbs as readonly string[]).includes(name)) {
      return {
        methods: [name.toUpperCase()],
        template: withoutQuery(entry(args, 'uri') ?? args[0]),
      };
    }
    return name === 'route' ? general(args) : undefined;
  },
  uses: {
    mount: ({ args: [prefix, routes] }) => {
      if (!prefix || routes?.kind !== 'call') return [];
      const mounts = mountsOf(routes, prefix);
      const of: Effect[] =
        mounts.length > 0
          ? mounts
          : [
              {
                kind: 'returned',
                path: prefix,
                value: routes,
                read: (value) => mountsOf(value, null),
              },
            ];
      return [...of, { kind: 'self' }];
    },
    attach: ({ args: [fairing] }) => [...attached(fairing), { kind: 'self' }],
    manage: () => [{ kind: 'self' }],
    register: () => [{ kind: 'self' }],
  },
};

/** `#[route(GET, uri = "/x")]`, and before Rocket 0.5.1 `#[route("/x", method = GET)]`. */
function general(args: Call['args']) {
  const named = entry(args, 'method') ?? args.find(({ kind }) => kind === 'name');
  const method = named?.kind === 'name' ? named.path.toUpperCase() : undefined;
  const template = entry(args, 'uri') ?? args.find(({ kind }) => kind === 'text');
  return method && template ? { methods: [method], template: withoutQuery(template) } : undefined;
}

/** What `routes![a, b]` mounts. */
function mountsOf(routes: Value, prefix: Value | null): Effect[] {
  if (routes.kind !== 'call' || routes.call.name !== 'routes' || routes.call.form !== 'macro')
    return [];
  return routes.call.args.map((child): Effect => ({ kind: 'mount', prefix, child }));
}

/** A fairing that is made here, or by a function: `attach(books::stage())`. */
function attached(fairing: Value | undefined): Effect[] {
  if (fairing?.kind !== 'call') return [];
  const here = ignited(fairing);
  return here.length > 0 ? here : [{ kind: 'returned', path: null, value: fairing, read: ignited }];
}

/** `AdHoc::on_ignite("books", |rocket| async { rocket.mount(…) })` */
function ignited(fairing: Value): Effect[] {
  if (fairing.kind !== 'call' || !/^on_(ignite|attach)$/.test(fairing.call.name)) return [];
  const to = fairing.call.args.at(-1);
  return to ? [{ kind: 'give', prefix: null, to }] : [];
}

function withoutQuery(value: Value | undefined): Value | null {
  if (value?.kind !== 'text') return value ?? null;
  return { ...value, text: value.text.replace(/\?.*$/, '') };
}
