import type { Route } from '../../route-server/protocol/route.ts';

export type RouteName = Pick<Route, 'method' | 'template'>;

const mostNamed = 3;

/** The templates of the routes that may have answered, in a few words; empty where there is none. */
export function routeText(routes: readonly RouteName[]): string {
  const templates = [...new Set(routes.map(({ template }) => template))];
  const rest = templates.length - mostNamed;
  return templates.slice(0, mostNamed).join(' | ') + (rest > 0 ? ` | +${rest}` : '');
}
