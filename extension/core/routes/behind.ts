import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { ClientCall, Route } from '../../route-server/protocol/route.ts';
import type { RouteTraffic } from './traffic.ts';

/**
 * What is behind an exchange in the sources: what answered it, else what asked. Where the client's process is the one that
 * is known, others answered; a file of a browser knows none, so that the workspace may have.
 */
export function behind(
  traffic: Pick<RouteTraffic, 'routesOf' | 'callsOf'>,
  exchange: Exchange,
): readonly (Route | ClientCall)[] {
  const isElsewhere = exchange.side === 'client' && exchange.process.pid !== 0;
  const routes = isElsewhere ? [] : traffic.routesOf(exchange);
  return routes.length > 0 ? routes : traffic.callsOf(exchange);
}
