import type { RecentExchange, RouteStatistics } from '../../core/routes/statistics.ts';

/** Milliseconds after which a failure is no longer recent. */
const recent = 10 * 60_000;

/** The latest exchange of a route that failed, unless that is long ago. */
export function recentFailure(
  statistics: RouteStatistics | undefined,
  nowMs: number,
): RecentExchange | undefined {
  const failed = statistics?.lastError;
  return failed && nowMs - failed.timeMs <= recent ? failed : undefined;
}
