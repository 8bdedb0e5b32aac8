import type { Call, Value } from '../facts/facts.ts';
import { type Effect, type Framework, texts } from './framework.ts';

const map =
  (method: string) =>
  ({ args: [template, handler] }: Call): Effect[] =>
    template && handler
      ? [{ kind: 'route', methods: [method], template, handler }, { kind: 'self' }]
      : [];

function isBuilder(value: Value | null): boolean {
  if (value?.kind === 'call') return /^Create\w*Builder$/.test(value.call.name);
  return value?.kind === 'name';
}

/** Minimal APIs. */
export const aspNetMinimal: Framework = {
  name: 'ASP.NET Core',
  language: 'csharp',
  hint: /\.Map(?:Get|Post|Put|Delete|Patch|Methods|Group|Fallback)\b|\bWebApplication\b/,
  syntax: 'brace',
  ignoresCase: true,
  creates: ({ name, receiver }) => {
    const isNew = receiver?.kind === 'name' && receiver.path === 'WebApplication';
    return (name === 'Build' && isBuilder(receiver)) || (name === 'Create' && isNew)
      ? { root: true }
      : undefined;
  },
  isRouter: ({ type }) => /\b(WebApplication|IEndpointRouteBuilder|RouteGroupBuilder)\b/.test(type),
  returnsItself:
    /^(With|Require|Allow|Add|Disable|Produces|Accepts|CacheOutput|Exclude|NewVersionedApi|\w*ApiVersions?(Neutral)?$)/,
  uses: {
    MapGet: map('GET'),
    MapPost: map('POST'),
    MapPut: map('PUT'),
    MapDelete: map('DELETE'),
    MapPatch: map('PATCH'),
    Map: map('*'),
    MapFallback: ({ args }) => {
      const handler = args.at(-1);
      const [template = '{*rest}'] = args.length > 1 ? args : [];
      return handler ? [{ kind: 'route', methods: ['*'], template, handler }] : [];
    },
    MapMethods: ({ args: [template, methods, handler] }) =>
      template && handler
        ? [
            {
              kind: 'route',
              methods: texts(methods).map((one) => one.toUpperCase()),
              template,
              handler,
            },
          ]
        : [],
    MapGroup: ({ args: [prefix] }) => [{ kind: 'group', prefix: prefix ?? null }],
  },
};
