import { type Effect, type Framework, verbs } from './framework.ts';

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
  attributed: ({ name, args }) =>
    (verbs as readonly string[]).includes(name)
      ? { methods: [name.toUpperCase()], template: withoutQuery(args[0]) }
      : undefined,
  uses: {
    mount: ({ args: [prefix, routes] }) => {
      if (!prefix || routes?.kind !== 'call') return [];
      const mounts = routes.call.args.map((child): Effect => ({ kind: 'mount', prefix, child }));
      return [...mounts, { kind: 'self' }];
    },
    attach: () => [{ kind: 'self' }],
    manage: () => [{ kind: 'self' }],
    register: () => [{ kind: 'self' }],
  },
};

function withoutQuery(
  value: Parameters<NonNullable<Framework['attributed']>>[0]['args'][0] | undefined,
) {
  if (value?.kind !== 'text') return value ?? null;
  return { ...value, text: value.text.replace(/\?.*$/, '') };
}
