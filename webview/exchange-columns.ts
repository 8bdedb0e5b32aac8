import type { CompletenessState } from '../remote-agent/protocol/exchange.ts';
import type { ExchangeRow } from './protocol/rows.ts';
import type { Bar, Cell, Column, Sign } from './table/column.ts';
import { completenessSentences, stateWords } from './text/completeness.ts';
import { formatBytes, formatDate, formatDuration, formatTime } from './text/format.ts';
import { plural } from './text/nouns.ts';
import { t } from './text/t.ts';
import { visibleLine } from './text/visible.ts';
import { tracedHostColumn } from './traced-host-column.ts';

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
  in: t('Into the host'),
  out: t('Out of the host'),
  both: t('From one process of the host to another'),
};

const sortable = true;

export const exchangeColumns: readonly Column<ExchangeRow>[] = [
  {
    ...{ name: 'time', label: t('Time'), width: 90, least: 88, leaves: 1, sortable },
    cell: ({ timeMs }) => ({ text: formatTime(timeMs), tooltip: formatDate(timeMs) }),
  },
  tracedHostColumn,
  {
    ...{ name: 'direction', label: t('In/out'), width: 48, least: 48, leaves: 9, sortable },
    cell: ({ direction }) => ({
      text: direction,
      tooltip: directions[direction],
      tone: 'faint',
      sign: { icon: direction, label: directions[direction] },
    }),
  },
  {
    ...{ name: 'method', label: t('Method'), width: 64, least: 56, sortable },
    cell: ({ method }) => plain(method),
  },
  {
    ...{ name: 'host', label: t('Host'), width: 112, least: 108, grow: 1, leaves: 4, sortable },
    cell: ({ authority }) => plain(authority),
  },
  {
    ...{ name: 'path', label: t('Path'), width: 200, least: 130, claim: 0.25, grow: 3, sortable },
    cell: ({ target, note }) => ({
      ...plain(target),
      ...(note && { sign: { icon: 'note', label: visibleLine(t('Note: {0}', note)) } }),
    }),
  },
  { ...{ name: 'status', label: t('Status'), width: 60, least: 56, sortable }, cell: statusCell },
  {
    ...{ name: 'type', label: t('Type'), width: 110, least: 70, leaves: 8, sortable },
    cell: ({ type }) => ({ ...plain(shortType(type)), tooltip: visibleLine(type) }),
  },
  {
    ...{ name: 'duration', label: t('Duration'), width: 76, least: 68, leaves: 3, sortable },
    align: 'end',
    cell: durationCell,
  },
  {
    ...{ name: 'size', label: t('Size'), width: 64, least: 58, leaves: 5, sortable },
    align: 'end',
    cell: ({ bytes }) => ({
      text: formatBytes(bytes),
      ...(bytes !== null && { tooltip: t('{0} of response body', plural(bytes, 'byte')) }),
    }),
  },
  {
    ...{ name: 'process', label: t('Process'), width: 96, least: 72, leaves: 6, sortable },
    cell: ({ process, container }) => ({
      text: visibleLine(process.name),
      tooltip: visibleLine(
        container
          ? t('{0}, process {1}, container {2}', process.name, process.pid, container)
          : t('{0}, process {1}', process.name, process.pid),
      ),
    }),
  },
  {
    ...{ name: 'route', label: t('Route'), width: 130, least: 80, grow: 1, leaves: 13 },
    extra: true,
    cell: ({ route }) => plain(route),
  },
  {
    ...{ name: 'container', label: t('Container'), width: 110, least: 70, leaves: 10, sortable },
    extra: true,
    cell: ({ container }) => plain(container),
  },
  {
    ...{ name: 'protocol', label: t('Protocol'), width: 72, least: 66, leaves: 11, sortable },
    extra: true,
    cell: ({ protocol }) => plain(protocol),
  },
  {
    ...{ name: 'connection', label: t('Connection'), width: 84, least: 60, leaves: 12, sortable },
    extra: true,
    cell: ({ connection }) => plain(connection),
  },
  {
    ...{
      name: 'waterfall',
      label: t('Waterfall'),
      width: 140,
      least: 90,
      grow: 2,
      leaves: 7,
      sortable,
    },
    cell: waterfallCell,
    span: ({ timing }) => ({ fromMs: timing.startMs, toMs: lastMs(timing) }),
  },
  {
    ...{ name: 'completeness', label: t('Seen'), width: 40, least: 34, leaves: 2, sortable },
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
      ? { text: '…', tooltip: t('No response yet'), tone: 'faint' }
      : { text: t('none'), tooltip: t('No response was seen'), tone: 'warning' };
  }
  const text = String(status);
  if (status >= 500)
    return { text, tone: 'error', sign: { icon: 'error', label: t('server error') } };
  if (status >= 400) {
    return { text, tone: 'warning', sign: { icon: 'warning', label: t('client error') } };
  }
  return { text };
}

function durationCell({ durationMs }: ExchangeRow): Cell {
  const text = formatDuration(durationMs);
  return durationMs !== null && durationMs >= slowMs
    ? { text, tone: 'slow', sign: { icon: 'slow', label: t('slow: {0}', text) } }
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
    t('Request {0}', formatDuration(requestEndMs - startMs)),
    t(
      'Waiting {0}',
      formatDuration(responseStartMs === null ? null : responseStartMs - requestEndMs),
    ),
    t('Response {0}', formatDuration(responseStartMs === null ? null : end - responseStartMs)),
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
