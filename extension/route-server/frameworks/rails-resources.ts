import type { Call, Value } from '../facts/facts.ts';
import { entry, texts } from './framework.ts';
import { singularOf } from './rails-paths.ts';

/** What `resources :books, only: [:index]` declares. */
export interface Resource {
  readonly path: string;
  readonly controller: string;
  readonly singular: string;
  /** Name of the parameter that says which one. */
  readonly param: string;
  /** `resource`: there is one, without an id. */
  readonly single: boolean;
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
  /** What is nested in it is found without it, once it has an id of its own. */
  readonly shallow: boolean;
}

interface ResourceRoute {
  readonly method: string;
  /** Below one resource, else below all of them. */
  readonly ofOne: boolean;
  readonly suffix: string;
  readonly action: string;
}

const several: readonly (readonly [
  action: string,
  method: string,
  ofOne: boolean,
  suffix: string,
])[] = [
  ['index', 'GET', false, ''],
  ['create', 'POST', false, ''],
  ['new', 'GET', false, '/new'],
  ['show', 'GET', true, ''],
  ['edit', 'GET', true, '/edit'],
  ['update', 'PATCH', true, ''],
  ['update', 'PUT', true, ''],
  ['destroy', 'DELETE', true, ''],
];

/** The routes of a resource. */
export function resourceRoutes({ single, only, except }: Resource): ResourceRoute[] {
  return several
    .filter(([action]) => !(single && action === 'index'))
    .filter(([action]) => (only?.includes(action) ?? true) && !except.includes(action))
    .map(([action, method, ofOne, suffix]) => ({ method, ofOne, suffix, action }));
}

/** The resources that one call declares; options that it does not have are those around it. */
export function resourcesOf(
  { name, args }: Call,
  around: Pick<Resource, 'only' | 'except' | 'shallow'>,
): Resource[] {
  const named = args.filter(({ kind }) => kind === 'symbol' || kind === 'text');
  return named.flatMap(texts).map((plural) => {
    const said = (option: string) => texts(entry(args, option))[0];
    const list = (option: string) => namesIn(entry(args, option));
    return {
      path: said('path') ?? plural,
      controller: said('controller') ?? (name === 'resource' ? `${plural}s` : plural),
      singular: singularOf(plural),
      param: said('param') ?? 'id',
      single: name === 'resource',
      only: list('only') ?? around.only,
      except: list('except') ?? around.except,
      shallow: isTrue(entry(args, 'shallow')) || around.shallow,
    };
  });
}

export function namesIn(value: Value | undefined): string[] | undefined {
  return value && texts(value);
}

export function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'name' && value.path === 'true';
}
