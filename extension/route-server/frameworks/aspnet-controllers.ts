import type { Call, Class, Func } from '../facts/facts.ts';
import { acceptedVerbs, conventions } from './aspnet-conventions.ts';
import { classRoutes, type MethodRoutes, noPath, pathsOf } from './class-routes.ts';
import { type Declaration, entry, type Framework, type Reading } from './framework.ts';
import { joinPaths, type Prefix } from './paths.ts';

const verb = /^Http(Get|Post|Put|Delete|Patch|Head|Options)$/;

/** Controllers: by attributes, or by the conventions of the program where they have none. */
export const aspNetControllers: Framework = {
  name: 'ASP.NET Core',
  language: 'csharp',
  hint: /\bController(?:Base)?\b|\[ApiController\]|\[Http(?:Get|Post|Put|Delete|Patch)\b|class \w+Controller\b|\bMap\w*ControllerRoute\b|\bMapRoute\b/,
  syntax: 'brace',
  ignoresCase: true,
  declares: (reading) =>
    classRoutes(reading, {
      prefixes: (found) => {
        if (found.modifiers?.includes('abstract')) return undefined;
        const routes = routesOn(found, reading);
        if (routes.length > 0) return routes.flatMap((one) => pathsOf(one, ['template']));
        return found.name.endsWith('Controller') ? [noPath] : undefined;
      },
      routes: (method, found) => methodRoutes(method, routesOn(found, reading).length > 0),
      join: (before, after, found, method) =>
        joined(before, after, namesOf(method, found, reading)),
      names: (method, found) => namesOf(method, found, reading),
    }),
  precedes: conventions,
};

/** `[Route]` of a class, or of the nearest class that it comes from. */
function routesOn({ decorators, bases }: Class, reading: Reading, depth = 4): readonly Call[] {
  const own = decorators.filter(({ name }) => name === 'Route');
  const [base] = bases;
  if (own.length > 0 || depth <= 0 || base === undefined) return own;
  const type = reading.type(base.replace(/<.*$/s, ''));
  return type ? routesOn(type, reading, depth - 1) : [];
}

function methodRoutes({ decorators, modifiers = [] }: Func, isRouted: boolean): MethodRoutes[] {
  const isAction = modifiers.includes('public') && !modifiers.includes('static');
  if (!isAction || decorators.some(({ name }) => name === 'NonAction')) return [];
  const routes = decorators.filter(({ name }) => name === 'Route');
  const verbs = decorators.flatMap((at) => {
    const [, method] = verb.exec(at.name) ?? [];
    if (method) return [{ methods: [method.toUpperCase()], at }];
    return at.name === 'AcceptVerbs' ? [{ methods: acceptedVerbs(at), at }] : [];
  });
  const written = verbs.flatMap(({ methods, at }): MethodRoutes[] => {
    const own = templateOf(at);
    return own ? [{ methods, paths: pathsOf(own, ['template', 'Route']), at }] : [];
  });
  const bare = verbs.filter(({ at }) => !templateOf(at)).flatMap(({ methods }) => methods);
  const methods = bare.length > 0 ? bare : ['*'];
  const own = routes.map((at) => ({ methods, paths: pathsOf(at, ['template']), at }));
  // A verb without a template is for those that stand beside it, or else for the controller's.
  const isSaid = written.length + own.length > 0 && (bare.length === 0 || own.length > 0);
  if (isSaid) return [...written, ...own];
  const [at = null] = decorators;
  const rest: MethodRoutes = { methods, paths: [noPath], at };
  return [...written, isRouted ? rest : { ...rest, conventional: true }];
}

/** An attribute that names a template. */
function templateOf(at: Call): Call | undefined {
  const isText = at.args.some(({ kind }) => kind !== 'named');
  if (at.name === 'AcceptVerbs') return entry(at.args, 'Route') ? at : undefined;
  return isText ? at : undefined;
}

/** What stands for `controller`, `action` and `area`. */
function namesOf(
  { decorators, name }: Func,
  found: Class,
  { text }: Reading,
): Declaration['names'] {
  const named = (on: readonly Call[], of: string) => on.find((one) => one.name === of)?.args[0];
  const action = named(decorators, 'ActionName');
  const area = named(found.decorators, 'Area');
  const exactly = (one: string): Prefix[] => [{ text: one, exact: true }];
  return {
    controller: exactly(found.name.replace(/Controller$/, '')),
    action: action ? [text(action)] : exactly(name.replace(/(?<=.)Async$/, '')),
    ...(area && { area: [text(area)] }),
  };
}

/** A template that begins with a slash or a tilde stands alone; `[controller]` and the like are names. */
function joined(before: string, after: string, names: Declaration['names'] = {}): string {
  const alone = /^~?\//.test(after);
  const path = joinPaths([alone ? '' : before, after.replace(/^~/, '')]);
  return path.replace(/\[(\w+)\]/g, (whole, key: string) => names[key]?.[0]?.text ?? whole);
}
