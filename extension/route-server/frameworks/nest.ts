import type { Class } from '../facts/facts.ts';
import { classRoutes, pathsOf } from './class-routes.ts';
import { entry, type Framework, type Reading } from './framework.ts';
import { globalPrefixes, modulePaths, versioning, versionsOf } from './nest-application.ts';

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
  hint: /@Controller\b|\bsetGlobalPrefix\b|\benableVersioning\b|\bRouterModule\b/,
  syntax: 'colon',
  ignoresCase: true,
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: (found) => {
        const controller = controllerOf(found);
        return controller && pathsOf(controller, ['path']);
      },
      routes: ({ decorators }) =>
        decorators.flatMap((at) => {
          const method = Object.hasOwn(methods, at.name) ? methods[at.name] : undefined;
          return method ? [{ methods: [method], paths: pathsOf(at, ['path']), at }] : [];
        }),
      names: (method, found) => {
        const [ofMethod] = method.decorators.find(({ name }) => name === 'Version')?.args ?? [];
        const version = ofMethod ?? entry(controllerOf(found)?.args ?? [], 'version');
        return {
          controller: [{ text: found.name, exact: true }],
          ...(version && { version: versionsOf(version, reading) }),
        };
      },
    }),
  precedes: (reading: Reading) => [
    ...globalPrefixes(reading),
    ...versioning(reading),
    ...modulePaths(reading),
  ],
};

function controllerOf({ decorators }: Class) {
  return decorators.find(({ name }) => name === 'Controller');
}
