import type { Call, Class, Value } from '../facts/facts.ts';
import { type Effect, entry, type Framework, texts, verbs } from './framework.ts';

const route = ({ args }: Call): Effect[] => {
  const template = args.find(({ kind }) => kind !== 'named') ?? entry(args, 'rule') ?? null;
  const named = texts(entry(args, 'methods')).map((method) => method.toUpperCase());
  const methods = named.length > 0 ? named : ['GET'];
  return [{ kind: 'route', methods, template, handler: null }];
};

const add = (call: Call): Effect[] => {
  const positional = call.args.filter(({ kind }) => kind !== 'named');
  const handler: Value | null = entry(call.args, 'view_func') ?? positional[2] ?? null;
  const isNamed = entry(call.args, 'methods') !== undefined;
  return route(call).map((effect) =>
    effect.kind === 'route'
      ? { ...effect, handler, ...(!isNamed && { ofClass: answered }) }
      : effect,
  );
};

/** A `MethodView` answers the methods that it has functions for. */
function answered(found: Class, methods: readonly string[]): readonly string[] {
  const own = found.methods.map(({ name }) => name).filter((name) => isVerb(name));
  return own.length > 0 ? own.map((name) => name.toUpperCase()) : methods;
}

function isVerb(name: string): boolean {
  return (verbs as readonly string[]).includes(name);
}

export const flask: Framework = {
  name: 'Flask',
  language: 'python',
  hint: /\bflask\b|\bBlueprint\b|\bquart\b/i,
  syntax: 'angle',
  creates: ({ name, args }) => {
    if (name === 'Flask' || name === 'Quart') return { root: true };
    if (name === 'Blueprint') return { root: false, prefix: entry(args, 'url_prefix') };
    return undefined;
  },
  isRouter: ({ type }) => /\b(Flask|Quart|Blueprint)\b/.test(type),
  uses: {
    route,
    ...Object.fromEntries(
      verbs.map((verb) => [
        verb,
        ({ args: [template], decorates }: Call): Effect[] =>
          decorates && template
            ? [{ kind: 'route', methods: [verb.toUpperCase()], template, handler: null }]
            : [],
      ]),
    ),
    add_url_rule: add,
    register_blueprint: ({ args }) => {
      const [child] = args;
      const prefix = entry(args, 'url_prefix');
      if (!child) return [];
      return [{ kind: 'mount', prefix: prefix ?? null, child, replaces: prefix !== undefined }];
    },
  },
};
