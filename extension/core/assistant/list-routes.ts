import type { EndpointRow } from '../../../webview/protocol/rows.ts';
import type { Route } from '../../route-server/protocol/route.ts';
import type { RouteTraffic } from '../routes/traffic.ts';
import type { UnmatchedPath } from '../routes/unmatched.ts';
import { milliseconds } from './exchange-summary.ts';
import { choice, type Read, text } from './inputs.ts';
import { type Page, pageInputs, pageOf } from './paging.ts';
import { shortText } from './plain-text.ts';
import type { AssistantSource } from './source.ts';

export const listRoutesInputs = {
  which: choice(
    'Of sources: all routes, those with requests, those without any, or traffic that no route is known for.',
    ['all', 'hit', 'never-hit', 'traffic-without-route'],
  ),
  text: text('Part of the method with the path, as "GET /books". Empty: all.', 300),
  ...pageInputs,
};

/**
 * The routes of the sources with their traffic, else, where no sources are known, what the traffic itself was asked
 * for, alike paths together.
 */
export async function listRoutes(
  source: Pick<AssistantSource, 'store' | 'routes'>,
  { which, text: part, ...paging }: Read<typeof listRoutesInputs>,
): Promise<Page & { readonly from: 'sources' | 'traffic' }> {
  const wanted = part.toLowerCase();
  const isWanted = (one: Named) => nameOf(one).toLowerCase().includes(wanted);
  const traffic = await source.routes();
  if (!traffic) {
    const seen = [...source.store.endpoints.all()].filter(isWanted).sort(byName);
    return { from: 'traffic', ...pageOf(seen, ({ id }) => id, endpointLine, paging) };
  }
  if (which === 'traffic-without-route') {
    const paths = traffic.withoutRoute
      .map((one) => ({ ...one, template: one.path }))
      .filter(isWanted);
    const key = ({ method, path, process }: UnmatchedPath) => `${method} ${path} ${process}`;
    return { from: 'sources', ...pageOf(paths, key, pathLine, paging) };
  }
  const isHit = ({ id }: Route) => (traffic.of(id)?.requests ?? 0) > 0;
  const routes = traffic.known
    .filter((route) => which === 'all' || isHit(route) === (which === 'hit'))
    .filter(isWanted)
    .sort(byName);
  const line = (route: Route) => routeLine(route, traffic);
  return { from: 'sources', ...pageOf(routes, ({ id }) => id, line, paging) };
}

type Named = Pick<Route, 'method' | 'template'>;

function nameOf({ method, template }: Named): string {
  return `${method} ${template}`;
}

function byName(one: Named, other: Named): number {
  return one.template.localeCompare(other.template) || one.method.localeCompare(other.method);
}

function routeLine(route: Route, traffic: RouteTraffic): object {
  const { method, template, framework, confidence, handler } = route;
  const statistics = traffic.of(route.id);
  const slow = statistics?.percentile(0.95) ?? null;
  return {
    ...{ method, template, framework, confidence },
    handler: `${handler.uri}:${handler.line + 1}`,
    requests: statistics?.requests ?? 0,
    errors: statistics?.errors ?? 0,
    ...(slow !== null && { p95Ms: milliseconds(slow) }),
    ...(statistics && { statuses: Object.fromEntries(statistics.statuses) }),
    ...(statistics?.lastError && { lastError: statistics.lastError.id }),
    ...((statistics?.ambiguous ?? 0) > 0 && { sharedWithOtherRoutes: statistics?.ambiguous }),
  };
}

function endpointLine({ method, template, hits, errors, p50, p95 }: EndpointRow): object {
  return {
    method: shortText(method, 40),
    path: shortText(template, 300),
    ...{ requests: hits, errors },
    p50Ms: p50 === null ? null : milliseconds(p50),
    p95Ms: p95 === null ? null : milliseconds(p95),
  };
}

function pathLine({ method, path, process, requests, exchange }: UnmatchedPath): object {
  return {
    method: shortText(method, 40),
    path: shortText(path, 300),
    process: shortText(process, 60),
    requests,
    latest: exchange,
  };
}
