import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { ExchangeRow, GroupRow } from '../../../webview/protocol/rows.ts';
import { directionOf, typeOf } from '../../core/exchange/traits.ts';
import type { Group } from '../../core/store/view-index.ts';

/** No cell is wide enough for more; the details have the whole text. */
const maxCell = 1000;

/** What is known of an exchange elsewhere. */
export type Known = Pick<ExchangeRow, 'note' | 'route' | 'tracedHost'>;

export function exchangeRow(exchange: Exchange, known: Known): ExchangeRow {
  const { id, request, response, process, timing, completeness } = exchange;
  return {
    id,
    timeMs: timing.startMs,
    method: cut(request.method),
    authority: cut(request.authority),
    target: cut(request.target),
    status: response?.status ?? null,
    durationMs: timing.endMs === null ? null : timing.endMs - timing.startMs,
    bytes: response?.bodyBytes ?? null,
    direction: directionOf(exchange),
    type: cut(typeOf(exchange)),
    protocol: exchange.protocol,
    connection: exchange.connection,
    timing,
    process: { pid: process.pid, name: process.name },
    container: cut(process.container?.name ?? process.container?.id ?? ''),
    completeness,
    note: known.note,
    route: cut(known.route),
    tracedHost: cut(known.tracedHost),
  };
}

export function groupRow({ key, label, count, marked, open }: Group): GroupRow {
  return { group: key, label: cut(label), count, errors: marked, open };
}

export function cut(text: string): string {
  return text.length > maxCell ? `${text.slice(0, maxCell)}…` : text;
}
