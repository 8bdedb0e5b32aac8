import { classRoutes, pathsOf } from './class-routes.ts';
import type { Framework } from './framework.ts';

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
  hint: /@Controller\b/,
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
};
