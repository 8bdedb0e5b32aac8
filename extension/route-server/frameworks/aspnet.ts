import type { Call, Class, Func } from '../facts/facts.ts';
import { classRoutes, noPath, pathsOf } from './class-routes.ts';
import { type Effect, type Framework, texts } from './framework.ts';
import { joinPaths } from './paths.ts';

const verb = /^Http(Get|Post|Put|Delete|Patch|Head|Options)$/;

/** Controllers with attributes. */
export const aspNetControllers: Framework = {
  name: 'ASP.NET Core',
  language: 'csharp',
  hint: /\bControllerBase\b|\[ApiController\]|\[Http(?:Get|Post|Put|Delete|Patch)\b/,
  syntax: 'brace',
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: ({ decorators, name }) => {
        const routes = decorators.filter((one) => one.name === 'Route');
        if (routes.length > 0) return routes.flatMap((one) => pathsOf(one, ['template']));
        return name.endsWith('Controller') ? [noPath] : undefined;
      },
      routes: ({ decorators }) => {
        const route = decorators.find(({ name }) => name === 'Route');
        return decorators
          .filter(({ name }) => verb.test(name))
          .map((at) => {
            const [, method = ''] = verb.exec(at.name) ?? [];
            const from = at.args.length > 0 || !route ? at : route;
            return { methods: [method.toUpperCase()], paths: pathsOf(from, ['template']), at };
          });
      },
      join: joined,
    }),
};

/** A template that begins with a slash or a tilde stands alone; `[controller]` and `[action]` are names. */
function joined(before: string, after: string, { name }: Class, method: Func): string {
  const alone = /^~?\//.test(after);
  return joinPaths([alone ? '' : before, after.replace(/^~/, '')])
    .replaceAll('[controller]', name.replace(/Controller$/, ''))
    .replaceAll('[action]', method.name);
}

const map =
  (method: string) =>
  ({ args: [template, handler] }: Call): Effect[] =>
    template && handler
      ? [{ kind: 'route', methods: [method], template, handler }, { kind: 'self' }]
      : [];

/** Minimal APIs. */
export const aspNetMinimal: Framework = {
  name: 'ASP.NET Core',
  language: 'csharp',
  hint: /\.Map(?:Get|Post|Put|Delete|Patch|Methods|Group)\b/,
  syntax: 'brace',
  creates: ({ name, receiver }) =>
    name === 'Build' && receiver?.kind === 'name' ? { root: true } : undefined,
  isRouter: ({ type }) => /\b(WebApplication|IEndpointRouteBuilder|RouteGroupBuilder)\b/.test(type),
  uses: {
    MapGet: map('GET'),
    MapPost: map('POST'),
    MapPut: map('PUT'),
    MapDelete: map('DELETE'),
    MapPatch: map('PATCH'),
    Map: map('*'),
    MapMethods: ({ args: [template, methods, handler] }) =>
      template && handler ? [{ kind: 'route', methods: texts(methods), template, handler }] : [],
    MapGroup: ({ args: [prefix] }) => [{ kind: 'group', prefix: prefix ?? null }],
    RequireAuthorization: () => [{ kind: 'self' }],
    WithTags: () => [{ kind: 'self' }],
    WithName: () => [{ kind: 'self' }],
  },
};
