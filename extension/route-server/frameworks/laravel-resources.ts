import type { Call, Value } from '../facts/facts.ts';
import { entry, texts } from './framework.ts';
import { joinPaths } from './paths.ts';

interface Action {
  readonly name: string;
  readonly method: string;
  /** Of one of the resource, else of all. */
  readonly ofOne: boolean;
  readonly suffix: string;
}

const action = (name: string, method: string, ofOne = false, suffix = ''): Action => ({
  ...{ name, method, ofOne, suffix },
});

/** The actions of `Route::resource`; an API does without the pages. */
const several = [
  action('index', 'GET'),
  action('create', 'GET', false, '/create'),
  action('store', 'POST'),
  action('show', 'GET', true),
  action('edit', 'GET', true, '/edit'),
  action('update', 'PUT', true),
  action('update', 'PATCH', true),
  action('destroy', 'DELETE', true),
];
const pages = ['create', 'edit'];
/** Those of `Route::singleton`, which is there from the start. */
const ofSingleton = ['show', 'edit', 'update'];

/** One route of a resource, below what is around it. */
export interface ResourceRoute {
  readonly method: string;
  readonly path: string;
  readonly action: string;
}

/** Whether a call declares resources, by its name. */
export const resourceCall = /^(?:api)?(?:resources?|Resources?|singleton|Singleton)$/;

/**
 * The routes of one resource of `Route::resource('photos.comments', …)`, `apiResource` or `singleton`.
 *
 * @param options the array that may come with it
 */
export function resourceRoutes(
  call: Call,
  path: string,
  options: Value | undefined,
): ResourceRoute[] {
  const given = options ? [options] : [];
  const named = (name: string) =>
    chained(call, name)?.flatMap(texts) ?? (entry(given, name) && texts(entry(given, name)));
  const only = named('only');
  const except = named('except') ?? [];
  const isSingle = /singleton/i.test(call.name);
  const isShallow = chained(call, 'shallow') !== undefined;
  const parts = path.split('.');
  const last = parts.at(-1) ?? '';
  const nested = parts.slice(0, -1).flatMap((part) => [part, `{${parameter(part)}}`]);
  const all = joinPaths([...nested, last]);
  const one = isSingle ? all : joinPaths([isShallow ? last : all, `{${parameter(last)}}`]);
  return several
    .filter(({ name }) => !(call.name.startsWith('api') && pages.includes(name)))
    .filter(({ name }) => !isSingle || ofSingleton.includes(name))
    .filter(({ name }) => (only?.includes(name) ?? true) && !except.includes(name))
    .map(({ name, method, ofOne, suffix }) => ({
      ...{ method, action: name },
      path: (ofOne ? one : all) + suffix,
    }));
}

function parameter(part: string): string {
  return part.replace(/^.*\//, '').replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', '_');
}

/** What a call after this one is given. */
export function chained({ chain }: Call, name: string): readonly Value[] | undefined {
  return chain.find((one) => one.name === name)?.args;
}
