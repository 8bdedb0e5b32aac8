import type { RouteStatistics } from '../../core/routes/statistics.ts';
import type { Route } from '../../route-server/protocol/route.ts';
import type { Translate } from '../status/status.ts';

/** What the lens of a route says. */
export function lensText(
  statistics: RouteStatistics | undefined,
  ambiguous: boolean,
  t: Translate,
): string {
  if (!statistics) return t('no requests yet');
  const { requests, errors } = statistics;
  const slow = statistics.percentile(0.95);
  const parts = [
    requests === 1 ? t('1 request') : t('{0} requests', requests.toLocaleString('en')),
    ...(slow === null ? [] : [t('p95 {0}', duration(slow))]),
    ...(errors === 0 ? [] : [errors === 1 ? t('1 error') : t('{0} errors', errors)]),
    ...(ambiguous ? [t('shared with other routes')] : []),
  ];
  return parts.join(' · ');
}

/** Milliseconds in few letters. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(0)} s`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds >= 10) return `${milliseconds.toFixed(0)} ms`;
  return `${milliseconds.toFixed(1)} ms`;
}

/** `GET /books/{id}` */
export function routeName({ method, template }: Pick<Route, 'method' | 'template'>): string {
  return method === '*' ? template : `${method} ${template}`;
}

export function confidenceText({ confidence, framework }: Route, t: Translate): string {
  if (confidence === 'high') return framework;
  if (confidence === 'medium') return t('{0}; where it is mounted was not seen', framework);
  return t('{0}; not certain', framework);
}
