import type { Route } from '../../route-server/protocol/route.ts';

/**
 * A filter for the panel that lets through the exchanges of a route. `*` of the filter goes over slashes, so paths
 * with more segments are taken out again.
 */
export function routeFilter({ method, template }: Pick<Route, 'method' | 'template'>): string {
  const conditions = method === '*' ? [] : [`method:${method}`];
  const parts = template.split(/\{\w*\*?\}/);
  if (parts.length === 1) {
    conditions.push(path(`${template}*`), path(`*${template}`));
    if (template === '/') conditions.push('-path:/*/');
    return conditions.join(' ');
  }
  conditions.push(path(parts.join('*')));
  if (!template.includes('*}')) {
    for (let at = 1; at < parts.length; at += 1) {
      const deeper = `${parts.slice(0, at).join('*')}*/*${parts.slice(at).join('*')}`;
      conditions.push(`-${path(deeper)}`);
    }
  }
  return conditions.join(' ');
}

/** What the filter would take for something else stands in quotes. */
function path(value: string): string {
  return /[\s()"|]/.test(value) ? `path:"${value.replaceAll('"', '*')}"` : `path:${value}`;
}
