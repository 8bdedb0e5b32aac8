import type { RecentExchange, RouteStatistics } from '../../core/routes/statistics.ts';
import { printable } from '../../core/text/printable.ts';
import type { Route } from '../../route-server/protocol/route.ts';
import type { Translate } from '../status/status.ts';
import { confidenceText, duration, routeName } from './words.ts';

/** The one command that links in hovers may run. */
export const hoverCommand = 'httpTrace.showRouteTraffic';

/** Markdown about a route; whatever came from the host or the source stands in it as text. */
export function hoverText(
  route: Route,
  statistics: RouteStatistics | undefined,
  nowMs: number,
  t: Translate,
): string {
  const lines = [`**${escaped(routeName(route))}** — ${escaped(confidenceText(route, t))}`];
  if (!statistics) return [...lines, t('no requests yet')].join('\n\n');
  const answers = [...statistics.statuses].sort(([a], [b]) => a - b);
  lines.push(
    answers.map(([status, count]) => `${status} × ${count}`).join(' · '),
    hostsText(statistics.hosts),
    `![](${sparkline(statistics.history(nowMs))})`,
    statistics.recent.map((one) => `- ${recentText(one)}`).join('\n'),
    `[${escaped(t('Show in the panel'))}](${commandLink(route.id)})`,
  );
  return lines.filter((line) => line !== '').join('\n\n');
}

/** Where several hosts answer, how often each did. */
function hostsText(hosts: RouteStatistics['hosts']): string {
  if (hosts.size < 2) return '';
  return [...hosts].map(([host, count]) => `${escaped(host)} × ${count}`).join(' · ');
}

function recentText({ method, target, status, durationMs }: RecentExchange): string {
  const took = durationMs === null ? '' : ` · ${duration(durationMs)}`;
  return `${escaped(`${method} ${printable(target, 120)}`)} → ${status ?? '—'}${took}`;
}

/** Arguments of a command link are JSON in the query (VS Code's own form). */
export function commandLink(routeId: string): string {
  const argument = encodeURIComponent(JSON.stringify([routeId])).replace(
    /[()'*!]/g,
    (one) => `%${one.charCodeAt(0).toString(16)}`,
  );
  return `command:${hoverCommand}?${argument}`;
}

/** Every character that Markdown, HTML or the theme's icons could give a meaning becomes an entity. */
export function escaped(text: string): string {
  return printable(text, 300).replace(/[^\p{L}\p{N} /]/gu, (one) => `&#${one.codePointAt(0)};`);
}

/** Requests in each second, as an image. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const bars = counts
    .map((count, index) => {
      const height = Math.round((count / most) * 20);
      return `<rect x="${index * 4}" y="${20 - height}" width="3" height="${height}"/>`;
    })
    .join('');
  const width = counts.length * 4;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" fill="#3794ff">${bars}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
