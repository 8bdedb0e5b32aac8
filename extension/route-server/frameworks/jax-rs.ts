import { classRoutes, noPath, pathsOf } from './class-routes.ts';
import type { Framework } from './framework.ts';
import { always } from './preceding.ts';

const methods = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)$/;

export const jaxRs: Framework = {
  name: 'JAX-RS',
  language: 'java',
  hint: /\b(?:jakarta|javax)\.ws\.rs\b/,
  syntax: 'brace',
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: ({ decorators }) => {
        const path = decorators.find(({ name }) => name === 'Path');
        return path && pathsOf(path, ['value']);
      },
      routes: ({ decorators }) => {
        const path = decorators.find(({ name }) => name === 'Path');
        return decorators
          .filter(({ name }) => methods.test(name))
          .map((at) => ({
            methods: [at.name],
            paths: path ? pathsOf(path, ['value']) : [noPath],
            at,
          }));
      },
    }),
  precedes: ({ facts, text }) =>
    facts.classes.flatMap(({ decorators }) => {
      const path = decorators.find(({ name }) => name === 'ApplicationPath');
      return path ? pathsOf(path, ['value']).map((prefix) => always('prefix', text(prefix))) : [];
    }),
  // Those of Quarkus.
  settings: ['quarkus.http.root-path', 'quarkus.rest.path', 'quarkus.resteasy.path'],
};
