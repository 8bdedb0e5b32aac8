import type { Call, Class, Func } from '../facts/facts.ts';
import { classRoutes, type MethodRoutes, noPath, pathsOf } from './class-routes.ts';
import { entry, type Framework, type Reading, texts } from './framework.ts';
import { joinPaths } from './paths.ts';

const mapping = /^(Get|Post|Put|Delete|Patch|Request)Mapping$/;

/** Spring MVC and WebFlux with annotations. */
export const spring: Framework = {
  name: 'Spring',
  language: 'java',
  hint: /@(?:Rest)?Controller\b|@\w+Mapping\b/,
  syntax: 'brace',
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: (found) => {
        // An interface answers nothing itself; what it says is for the class that has its methods, or for a client.
        if (found.modifiers?.includes('interface')) return undefined;
        const own = classMapping(found, reading);
        if (own) return pathsOf(own, ['value', 'path']);
        const isController = found.decorators.some(({ name }) => /Controller$/.test(name));
        return isController ? [noPath] : undefined;
      },
      routes: (method, found) => routesOf(method, found, reading),
      // One segment; `**` is any number of them.
      join: (before, after) => joinPaths([before, after]).replace(/(?<=\/)\*(?=\/|$)/g, '{}'),
    }),
  settings: ['server.servlet.context-path', 'spring.mvc.servlet.path', 'spring.webflux.base-path'],
};

/** `@RequestMapping` of the class, or of an interface that it implements. */
function classMapping(found: Class, reading: Reading): Call | undefined {
  const isMapping = ({ name }: Call) => name === 'RequestMapping';
  return (
    found.decorators.find(isMapping) ??
    basesOf(found, reading).flatMap(({ decorators }) => decorators.filter(isMapping))[0]
  );
}

function routesOf(method: Func, found: Class, reading: Reading): MethodRoutes[] {
  const own = method.decorators.filter(({ name }) => mapping.test(name));
  const inherited = basesOf(found, reading)
    .flatMap(({ methods }) => methods.filter(({ name }) => name === method.name))
    .flatMap(({ decorators }) => decorators.filter(({ name }) => mapping.test(name)));
  const ofClass = classMapping(found, reading);
  const always = ofClass ? texts(entry(ofClass.args, 'method')) : [];
  return (own.length > 0 ? own : inherited).map((annotation) => {
    const methods = [...new Set([...always, ...methodsOf(annotation)])];
    return {
      methods: methods.length > 0 ? methods : ['*'],
      paths: pathsOf(annotation, ['value', 'path']),
      at: own.length > 0 ? annotation : null,
    };
  });
}

function basesOf({ bases }: Class, reading: Reading): Class[] {
  return bases.flatMap((name) => reading.type(name) ?? []);
}

function methodsOf({ name, args }: Call): string[] {
  const [, method = ''] = mapping.exec(name) ?? [];
  return method === 'Request' ? texts(entry(args, 'method')) : [method.toUpperCase()];
}
