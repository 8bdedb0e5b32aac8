import { classRoutes, noPath, pathsOf } from './class-routes.ts';
import { entry, type Framework, texts } from './framework.ts';

/** Symfony's `#[Route]` attributes. */
export const symfony: Framework = {
  name: 'Symfony',
  language: 'php',
  hint: /#\[Route\b/,
  syntax: 'brace',
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: ({ decorators }) => {
        const routes = decorators.filter(({ name }) => name === 'Route');
        return routes.length > 0 ? routes.flatMap((one) => pathsOf(one, ['path'])) : [noPath];
      },
      routes: ({ decorators }) =>
        decorators
          .filter(({ name }) => name === 'Route')
          .map((at) => {
            const methods = texts(entry(at.args, 'methods'));
            const paths = pathsOf(at, ['path']);
            return { methods: methods.length > 0 ? methods : ['*'], paths, at };
          }),
    }),
};
