import type { Call } from '../facts/facts.ts';
import { classRoutes, noPath, pathsOf } from './class-routes.ts';
import { entry, type Framework, texts } from './framework.ts';

const mapping = /^(Get|Post|Put|Delete|Patch|Request)Mapping$/;

/** Spring MVC and WebFlux with annotations. */
export const spring: Framework = {
  name: 'Spring',
  language: 'java',
  hint: /@(?:Rest)?Controller\b|@\w+Mapping\b/,
  syntax: 'brace',
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: ({ decorators }) => {
        const own = decorators.find(({ name }) => name === 'RequestMapping');
        if (own) return pathsOf(own, ['value', 'path']);
        return decorators.some(({ name }) => /Controller$/.test(name)) ? [noPath] : undefined;
      },
      routes: ({ decorators }) =>
        decorators
          .filter(({ name }) => mapping.test(name))
          .map((at) => ({ methods: methodsOf(at), paths: pathsOf(at, ['value', 'path']), at })),
    }),
  settings: ['server.servlet.context-path', 'spring.mvc.servlet.path', 'spring.webflux.base-path'],
};

function methodsOf({ name, args }: Call): string[] {
  const [, method = ''] = mapping.exec(name) ?? [];
  if (method !== 'Request') return [method.toUpperCase()];
  const named = texts(entry(args, 'method'));
  return named.length > 0 ? named : ['*'];
}
