import type { Value } from '../facts/facts.ts';
import { classRoutes, pathsOf } from './class-routes.ts';
import { entry, type Framework, texts } from './framework.ts';

const methods: Readonly<Record<string, string>> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Delete: 'DELETE',
  Patch: 'PATCH',
  Options: 'OPTIONS',
  Head: 'HEAD',
  All: '*',
  Sse: 'GET',
};

export const nest: Framework = {
  name: 'NestJS',
  language: 'javascript',
  hint: /@Controller\b|\bsetGlobalPrefix\b/,
  syntax: 'colon',
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: ({ decorators }) => {
        const controller = decorators.find(({ name }) => name === 'Controller');
        return controller && pathsOf(controller, ['path']);
      },
      routes: ({ decorators }) =>
        decorators.flatMap((at) => {
          const method = Object.hasOwn(methods, at.name) ? methods[at.name] : undefined;
          return method ? [{ methods: [method], paths: pathsOf(at, ['path']), at }] : [];
        }),
    }),
  prefixes: ({ facts }) =>
    facts.calls.flatMap(({ name, scope, args: [prefix, options] }) => {
      if (name !== 'setGlobalPrefix' || !prefix) return [];
      return [{ prefix, scope, except: options ? excluded(entry([options], 'exclude')) : [] }];
    }),
};

/** `['health', { path: 'metrics', method: RequestMethod.GET }]` */
function excluded(value: Value | undefined): string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) =>
    texts(item.kind === 'object' ? entry([item], 'path') : item),
  );
}
