import type { CompletenessState } from '../remote-agent/protocol/exchange.ts';
import type { ExchangeRow } from './protocol/rows.ts';
import type { Bar, Cell, Column, Sign } from './table/column.ts';
import { completenessSentences, stateWords } from './text/completeness.ts';
import { formatBytes, formatDate, formatDuration, formatTime } from './text/format.ts';
import { visibleLine } from './text/visible.ts';

/** An exchange that takes this long or longer stands out. */
export const slowMs = 1000;

const signs: Record<Exclude<CompletenessState, 'complete'>, Sign['icon']> = {
  pending: 'pending',
  truncated: 'partial',
  joined: 'partial',
  gap: 'missing',
  'response-missing': 'missing',
  'request-missing': 'missing',
};

const directions: Record<ExchangeRow['direction'], string> = {
  in: 'Into the host',
  out: 'Out of the host',
  both: 'From one process of the host to another',
};

const sortable = true;

export const exchangeColumns: readonly Column<ExchangeRow>[] = [
  {
    ...{ name: 'time', label: 'Time', width: 90, least: 88, sortable },
    cell: ({ timeMs }) => ({ text: formatTime(timeMs), tooltip: formatDate(timeMs) }),
  },
  {
    ...{ name: 'direction', label: 'In/out', width: 48, least: 44, leaves: 8, sortable },
    cell: ({ direction }) => ({
      text: direction,
      tooltip: directions[direction],
      tone: 'faint',
      sign: { icon: direction, label: directions[direction] },
    }),
  },
  {
    ...{ name: 'method', label: 'Method', width: 64, least: 56, sortable },
    cell: ({ method }) => plain(method),
  },
  {
    ...{ name: 'host', label: 'Host', width: 112, least: 108, grow: 1, leaves: 3, sortable },
    cell: ({ authority }) => plain(authority),
  },
  {
    ...{ name: 'path', label: 'Path', width: 120, least: 70, grow: 3, sortable },
    cell: ({ target, note }) => ({
      ...plain(target),
      ...(note && { sign: { icon: 'note', label: visibleLine(`Note: ${note}`) } }),
    }),
  },
  { ...{ name: 'status', label: 'Status', width: 60, least: 56, sortable }, cell: statusCell },
  {
    ...{ name: 'type', label: 'Type', width: 110, least: 70, leaves: 6, sortable },
    cell: ({ type }) => ({ ...plain(shortType(type)), tooltip: visibleLine(type) }),
  },
  {
    ...{ name: 'duration', label: 'Duration', width: 76, least: 68, leaves: 2, sortable },
    align: 'end',
    cell: durationCell,
  },
  {
    ...{ name: 'size', label: 'Size', width: 64, least: 58, leaves: 4, sortable },
    align: 'end',
    cell: ({ bytes }) => ({
      text: formatBytes(bytes),
      ...(bytes !== null && { tooltip: `${bytes.toLocaleString('en')} bytes of response body` }),
    }),
  },
  {
    ...{ name: 'process', label: 'Process', width: 96, least: 72, leaves: 5, sortable },
    cell: ({ process, container }) => ({
      text: visibleLine(process.name),
      tooltip: visibleLine(
        `${process.name}, process ${process.pid}${container && `, container ${container}`}`,
      ),
    }),
  },
  {
    ...{ name: 'container', label: 'Container', width: 110, least: 70, leaves: 9, sortable },
    extra: true,
    cell: ({ container }) => plain(container),
  },
  {
    ...{ name: 'protocol', label: 'Protocol', width: 72, least: 66, leaves: 10, sortable },
    extra: true,
    cell: ({ protocol }) => plain(protocol),
  },
  {
    ...{ name: 'connection', label: 'Connection', width: 84, least: 60, leaves: 11, sortable },
    extra: true,
    cell: ({ connection }) => plain(connection),
  },
  {
    ...{
      name: 'waterfall',
      label: 'Waterfall',
      width: 140,
      least: 90,
      grow: 2,
      leaves: 7,
      sortable,
    },
    cell: waterfallCell,
    span: ({ timing }) => [timing.startMs, lastMs(timing)],
  },
  {
    ...{ name: 'completeness', label: 'Seen', width: 40, least: 34, leaves: 1, sortable },
    cell: completenessCell,
  },
];

function plain(text: string): Cell {
  const visible = visibleLine(text);
  return { text: visible, tooltip: visible };
}

/** `json` for `application/json`: the part that tells types apart. */
function shortType(type: string): string {
  return type.replace(/^(application|text)\/(x-|vnd\.)?/, '');
}

/** Statuses of errors (RFC 9110, sections 15.5 and 15.6) get a sign and a tone. */
export function statusCell({ status, completeness }: ExchangeRow): Cell {
  if (status === null) {
    return completeness.state === 'pending'
      ? { text: '…', tooltip: 'No response yet', tone: 'faint' }
      : { text: 'none', tooltip: 'No response was seen', tone: 'warning' };
  }
  const text = String(status);
  if (status >= 500) return { text, tone: 'error', sign: { icon: 'error', label: 'server error' } };
  if (status >= 400) {
    return { text, tone: 'warning', sign: { icon: 'warning', label: 'client error' } };
  }
  return { text };
}

function durationCell({ durationMs }: ExchangeRow): Cell {
  const text = formatDuration(durationMs);
  return durationMs !== null && durationMs >= slowMs
    ? { text, tone: 'slow', sign: { icon: 'slow', label: `slow: ${text}` } }
    : { text };
}

type Timing = ExchangeRow['timing'];

function lastMs({ requestEndMs, responseStartMs, endMs }: Timing): number {
  return endMs ?? responseStartMs ?? requestEndMs;
}

function waterfallCell({ timing, durationMs }: ExchangeRow): Cell {
  const { startMs, requestEndMs, responseStartMs } = timing;
  const end = lastMs(timing);
  const answered = responseStartMs ?? end;
  const bars: Bar[] = [
    { name: 'request', fromMs: startMs, toMs: requestEndMs },
    { name: 'waiting', fromMs: requestEndMs, toMs: answered },
    { name: 'response', fromMs: answered, toMs: end },
  ];
  const tooltip = [
    `Request ${formatDuration(requestEndMs - startMs)}`,
    `Waiting ${formatDuration(responseStartMs === null ? null : responseStartMs - requestEndMs)}`,
    `Response ${formatDuration(responseStartMs === null ? null : end - responseStartMs)}`,
  ].join('\n');
  return { text: formatDuration(durationMs), tooltip, bars };
}

function completenessCell({ completeness }: ExchangeRow): Cell {
  if (completeness.state === 'complete' && completeness.notes.length === 0) return { text: '' };
  const tooltip = completenessSentences(completeness).map(visibleLine).join('\n');
  const word = stateWords[completeness.state];
  const shown = completeness.state === 'complete' ? 'partial' : signs[completeness.state];
  return {
    text: '',
    tooltip,
    sign: { icon: shown, label: word },
    tone: shown === 'missing' ? 'warning' : 'faint',
  };
}
