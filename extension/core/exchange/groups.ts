import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import { pathOf } from '../filter/conditions.ts';
import { isError } from '../filter/states.ts';
import { type RouteName, routeText } from '../routes/route-text.ts';
import type { ExchangeStore, HeldExchange } from '../store/exchange-store.ts';
import type { Grouping } from '../store/grouped-index.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { addressOf } from './traits.ts';

type Name = ReturnType<Grouping<never>['of']>;

/** What the exchanges of the table can be put together by. */
export type ExchangeGrouping = 'connection' | 'process' | 'endpoint' | 'trace' | 'traced-host';

const longestLabel = 300;
/** Of exchanges that were made one for the other. */
const longestChain = 32;

/**
 * @param store finds the exchange that another one was made for, and the host of each: what is alike on several hosts
 * is in groups of their own, save what belongs to one trace
 * @param routesOf the routes of the workspace that may have answered one, which are endpoints then
 */
export function exchangeGrouping(
  by: ExchangeGrouping,
  store: Store,
  routesOf: RoutesOf = () => [],
): Grouping<HeldExchange> {
  return {
    of: ({ exchange }) => nameOf(by, exchange, store, routesOf),
    marks: ({ exchange }) => isError(exchange),
    // An exchange is mostly told after those that were made for it.
    ...(by === 'trace' && { joins: ({ exchange }) => madeFor(exchange.id) }),
  };
}

function nameOf(by: ExchangeGrouping, exchange: Exchange, store: Store, routesOf: RoutesOf): Name {
  const host = store.hostOf(exchange.id);
  if (by === 'traced-host') return { key: host, label: host || '–' };
  const name = names[by](exchange, store.exchanges, routesOf);
  const label = name.label.slice(0, longestLabel);
  if (by === 'trace') return { key: name.key, label };
  const several = store.tracedHosts.length > 1;
  return { key: `${host} ${name.key}`, label: several ? `${label} · ${host}` : label };
}

type Store = Pick<TraceStore, 'exchanges' | 'hostOf' | 'tracedHosts'>;
type RoutesOf = (exchange: Exchange) => readonly RouteName[];
type NameOf = (exchange: Exchange, store: ExchangeStore, routesOf: RoutesOf) => Name;

const names: Record<Exclude<ExchangeGrouping, 'traced-host'>, NameOf> = {
  connection: ({ connection, side, local, remote }) => {
    const [client, server] = side === 'server' ? [remote, local] : [local, remote];
    return { key: connection, label: `${addressOf(client)} → ${addressOf(server)}` };
  },
  process: ({ process: { pid, name, command } }) => ({
    key: `${pid} ${name}`,
    label: command && command !== name ? `${name} (${pid}): ${command}` : `${name} (${pid})`,
  }),
  endpoint: (exchange, _store, routesOf) => {
    const { method, target } = exchange.request;
    const template = routeText(routesOf(exchange)) || pathTemplate(pathOf(target));
    const label = `${method} ${template}`;
    return { key: label, label };
  },
  trace: (exchange, store) => {
    const root = rootOf(exchange, store);
    const label = `${root.request.method} ${root.request.target}`;
    const traceId = root.trace?.traceId;
    return traceId === undefined
      ? { key: madeFor(root.cause?.exchange ?? root.id), label }
      : { key: traceId, label: `${label} · ${traceId}` };
  },
};

const madeFor = (id: string) => `exchange ${id}`;

/** The first of the exchanges that were made one for the other, as far as they are held. */
function rootOf(exchange: Exchange, store: ExchangeStore): Exchange {
  let root = exchange;
  for (let steps = 0; root.cause && steps < longestChain; steps += 1) {
    const sequence = store.sequenceOf(root.cause.exchange);
    const cause = sequence === undefined ? undefined : store.get(sequence)?.exchange;
    if (!cause) break;
    root = cause;
  }
  return root;
}
