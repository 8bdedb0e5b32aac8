import type { CompletenessState } from '../remote-agent/protocol/exchange.ts';
import type { ExchangeRow } from './protocol/rows.ts';
import type { Cell, Column, Sign } from './table/column.ts';
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

export const exchangeColumns: readonly Column<ExchangeRow>[] = [
  {
    name: 'time',
    label: 'Time',
    cell: ({ timeMs }) => ({ text: formatTime(timeMs), tooltip: formatDate(timeMs) }),
  },
  { name: 'method', label: 'Method', cell: ({ method }) => plain(method) },
  { name: 'host', label: 'Host', cell: ({ authority }) => plain(authority) },
  { name: 'path', label: 'Path', cell: ({ target }) => plain(target) },
  { name: 'status', label: 'Status', cell: statusCell },
  { name: 'duration', label: 'Duration', align: 'end', cell: durationCell },
  {
    name: 'size',
    label: 'Size',
    align: 'end',
    cell: ({ bytes }) => ({
      text: formatBytes(bytes),
      ...(bytes !== null && { tooltip: `${bytes.toLocaleString('en')} bytes of response body` }),
    }),
  },
  {
    name: 'process',
    label: 'Process',
    cell: ({ process }) => ({
      text: visibleLine(process.name),
      tooltip: `${visibleLine(process.name)}, process ${process.pid}`,
    }),
  },
  { name: 'completeness', label: 'Seen', cell: completenessCell },
];

function plain(text: string): Cell {
  const visible = visibleLine(text);
  return { text: visible, tooltip: visible };
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
