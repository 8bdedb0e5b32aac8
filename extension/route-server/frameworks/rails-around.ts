import type { Call, Func } from '../facts/facts.ts';
import { entry, texts } from './framework.ts';
import { joinPaths } from './paths.ts';
import { optionalParts } from './rails-paths.ts';
import { isTrue, namesIn, type Resource, resourcesOf } from './rails-resources.ts';

/** What is around a call of `config/routes.rb`. */
export interface Around {
  readonly path: string;
  /** The path of one of the resource, and what stands before what is nested in it. */
  readonly one: string;
  readonly nested: string;
  /** What is nested in shallow resources is below this. */
  readonly base: string;
  /** Modules of the controllers, as `admin/`. */
  readonly module: string;
  readonly controller: string | null;
  readonly resource: Resource | null;
  /** Within `member`, `collection` or `new` of that resource. */
  readonly on: string | null;
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
  readonly shallow: boolean;
}

const outermost: Around = {
  ...{ path: '', one: '', nested: '', base: '', module: '', controller: null, resource: null },
  ...{ on: null, only: null, except: [], shallow: false },
};

/** Blocks within blocks, and concerns within concerns; more are no work of people. */
const maxDepth = 32;

/** The path that calls here are below. */
export function below({ path, one, nested, resource, on }: Around): string {
  if (!resource || on === 'collection' || resource.single) return path;
  if (on === 'new') return joinPaths([path, 'new']);
  return on === 'member' ? one : nested;
}

/** Finds what is around calls: several where a concern's block is used several times. */
export class Arounds {
  private readonly blocks = new Map<Func, Call>();
  private readonly uses = new Map<string, Call[]>();

  constructor(calls: readonly Call[]) {
    for (const call of calls) {
      const body = call.args.at(-1);
      if (body?.kind === 'function') this.blocks.set(body.func, call);
      if (call.receiver) continue;
      const named = call.name === 'concerns' ? call.args.flatMap(texts) : [];
      for (const concern of [...named, ...texts(entry(call.args, 'concerns'))]) {
        this.uses.set(concern, [...(this.uses.get(concern) ?? []), call]);
      }
    }
  }

  of(scope: Func | null, depth = maxDepth): readonly Around[] {
    if (!scope) return [outermost];
    if (depth <= 0) return [];
    const call = this.blocks.get(scope);
    if (call && !call.receiver && call.name === 'concern') {
      const uses = this.uses.get(texts(call.args[0])[0] ?? '') ?? [];
      return uses.flatMap((use) => {
        const around = this.of(use.scope, depth - 1);
        return use.name === 'concerns' ? around : around.flatMap((one) => within(use, one));
      });
    }
    const outer = this.of(scope.scope, depth - 1);
    return call && !call.receiver ? outer.flatMap((one) => within(call, one)) : outer;
  }
}

/** What is around the calls in a call's block. */
function within(call: Call, outer: Around): Around[] {
  const { name, args } = call;
  const first = texts(args[0])[0] ?? '';
  const module = texts(entry(args, 'module'))[0];
  if (name === 'namespace') {
    const path = texts(entry(args, 'path'))[0] ?? first;
    return [{ ...scoped(call, outer, path), module: `${outer.module}${module ?? first}/` }];
  }
  if (name === 'scope') {
    const isPath = args[0] && args[0].kind !== 'named' && args[0].kind !== 'function';
    const path = isPath ? first : (texts(entry(args, 'path'))[0] ?? '');
    const inner = scoped(call, outer, optionalParts(path));
    return [{ ...inner, module: module ? `${outer.module}${module}/` : outer.module }];
  }
  if (name === 'resources' || name === 'resource') {
    return resourcesOf(call, outer).map((resource) => resourceAround(resource, outer));
  }
  if (name === 'controller') return [{ ...outer, controller: first }];
  if (name === 'shallow') return [{ ...outer, shallow: true }];
  return /^(member|collection|new)$/.test(name) ? [{ ...outer, on: name }] : [outer];
}

function scoped({ args }: Call, outer: Around, segment: string): Around {
  const path = joinPaths([below(outer), segment]);
  return {
    ...outer,
    ...{ path, one: path, nested: path, base: path, resource: null, on: null },
    controller: texts(entry(args, 'controller'))[0] ?? outer.controller,
    only: namesIn(entry(args, 'only')) ?? outer.only,
    except: namesIn(entry(args, 'except')) ?? outer.except,
    shallow: isTrue(entry(args, 'shallow')) || outer.shallow,
  };
}

/** What is around calls in the block of a resource, which is also what its own routes are below. */
export function resourceAround(resource: Resource, outer: Around): Around {
  const path = joinPaths([below(outer), resource.path]);
  // Only what is nested in a shallow resource is found without it.
  const isFree = outer.shallow && outer.resource !== null && !resource.single;
  const own = isFree ? joinPaths([outer.base, resource.path]) : path;
  const id = (name: string) => (resource.single ? own : joinPaths([own, `:${name}`]));
  return {
    ...outer,
    ...{ path, resource, on: null, shallow: resource.shallow },
    one: id(resource.param),
    nested: id(`${resource.singular}_${resource.param}`),
  };
}
