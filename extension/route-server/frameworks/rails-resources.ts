/** What `resources :books, only: [:index]` declares. */
export interface Resource {
  readonly path: string;
  readonly controller: string;
  readonly singular: string;
  /** `resource`: there is one, without an id. */
  readonly single: boolean;
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
}

interface ResourceRoute {
  readonly method: string;
  readonly path: string;
  readonly action: string;
}

const several: readonly (readonly [action: string, method: string, path: string])[] = [
  ['index', 'GET', ''],
  ['create', 'POST', ''],
  ['new', 'GET', '/new'],
  ['show', 'GET', '/:id'],
  ['edit', 'GET', '/:id/edit'],
  ['update', 'PATCH', '/:id'],
  ['update', 'PUT', '/:id'],
  ['destroy', 'DELETE', '/:id'],
];

/** The routes of a resource, below what is around it. */
export function resourceRoutes({ path, single, only, except }: Resource): ResourceRoute[] {
  return several
    .filter(([action]) => !(single && action === 'index'))
    .filter(([action]) => (only?.includes(action) ?? true) && !except.includes(action))
    .map(([action, method, suffix]) => ({
      method,
      path: `${path}${single ? suffix.replace('/:id', '') : suffix}`,
      action,
    }));
}
