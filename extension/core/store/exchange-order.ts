import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { directionOf, typeOf } from '../exchange/traits.ts';
import type { HeldExchange } from './exchange-store.ts';
import type { SortKey } from './placement.ts';

const keys: Readonly<Record<string, (exchange: Exchange) => string | number | null>> = {
  time: ({ timing }) => timing.startMs,
  direction: directionOf,
  method: ({ request }) => request.method,
  host: ({ request }) => request.authority.toLowerCase(),
  path: ({ request }) => request.target,
  status: ({ response }) => response?.status ?? null,
  type: (exchange) => typeOf(exchange) || null,
  duration: ({ timing }) => (timing.endMs === null ? null : timing.endMs - timing.startMs),
  size: ({ response }) => response?.bodyBytes ?? null,
  process: ({ process }) => process.name.toLowerCase(),
  container: ({ process }) => process.container?.name ?? process.container?.id ?? null,
  protocol: ({ protocol }) => protocol,
  connection: ({ connection }) => connection,
  waterfall: ({ timing }) => timing.startMs,
  completeness: ({ completeness }) => completeness.state,
};

/** What the rows of a column of the table are ordered by; `undefined` for a column that is none. */
export function exchangeKey(
  column: string,
  hostOf: (id: string) => string,
): SortKey<HeldExchange> | undefined {
  if (column === 'traced-host') return ({ exchange }) => hostOf(exchange.id).toLowerCase() || null;
  if (!Object.hasOwn(keys, column)) return undefined;
  const key = keys[column];
  return key && (({ exchange }) => key(exchange));
}
