import type { ConnectionRow } from './protocol/rows.ts';
import type { Cell, Column } from './table/column.ts';
import { connectionFacts } from './text/connection.ts';
import {
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatEndpoint,
  formatTime,
} from './text/format.ts';
import { plural } from './text/nouns.ts';
import { t } from './text/t.ts';
import { visibleLine } from './text/visible.ts';
import { tracedHostColumn } from './traced-host-column.ts';

const sortable = true;

export const connectionColumns: readonly Column<ConnectionRow>[] = [
  { ...{ name: 'state', label: t('State'), width: 96, least: 90, sortable }, cell: stateCell },
  tracedHostColumn,
  {
    ...{ name: 'local', label: t('Local'), width: 150, least: 120, grow: 1, sortable },
    cell: ({ local }) => plain(formatEndpoint(local)),
  },
  {
    ...{ name: 'remote', label: t('Remote'), width: 150, least: 120, grow: 1, sortable },
    cell: ({ remote }) => (remote ? plain(formatEndpoint(remote)) : { text: '–' }),
  },
  {
    ...{ name: 'process', label: t('Process'), width: 100, least: 72, leaves: 3, sortable },
    cell: processCell,
  },
  {
    ...{ name: 'exchanges', label: t('HTTP'), width: 56, least: 48, leaves: 4, sortable },
    align: 'end',
    cell: ({ exchanges }) => ({
      text: exchanges > 0 ? formatCount(exchanges) : '–',
      tooltip: exchanges > 0 ? t('Exchanges; click to see them') : t('No HTTP was seen on it'),
    }),
  },
  {
    ...{ name: 'sent', label: t('Sent'), width: 62, least: 56, leaves: 6, sortable },
    align: 'end',
    cell: ({ sent }) => ({ text: formatBytes(sent) }),
  },
  {
    ...{ name: 'received', label: t('Received'), width: 70, least: 62, leaves: 5, sortable },
    align: 'end',
    cell: ({ received }) => ({ text: formatBytes(received) }),
  },
  {
    ...{ name: 'rtt', label: t('RTT'), width: 72, least: 66, leaves: 8, sortable },
    align: 'end',
    cell: ({ rttMs }) => ({ text: formatDuration(rttMs), tooltip: t('Smoothed round-trip time') }),
  },
  {
    ...{ name: 'retransmits', label: t('Resent'), width: 60, least: 54, leaves: 7, sortable },
    align: 'end',
    cell: retransmitsCell,
  },
  {
    ...{ name: 'since', label: t('Since'), width: 90, least: 88, leaves: 9, sortable },
    cell: ({ sinceMs, joined }) => ({
      text: `${joined ? '≤ ' : ''}${formatTime(sinceMs)}`,
      tooltip: joined ? t('Older than the trace') : formatDate(sinceMs),
    }),
  },
  {
    ...{ name: 'age', label: t('Open for'), width: 76, least: 68, leaves: 10, sortable },
    align: 'end',
    cell: ({ ageMs }) => ({ text: formatDuration(ageMs) }),
  },
  {
    ...{
      name: 'reason',
      label: t('What happened'),
      width: 130,
      least: 116,
      grow: 1,
      leaves: 2,
      sortable,
    },
    cell: reasonCell,
  },
];

function stateCell({ state, reason }: ConnectionRow): Cell {
  if (state === 'failed')
    return { text: state, tone: 'error', sign: { icon: 'error', label: state } };
  if (reason !== null) {
    return {
      text: state,
      tone: 'warning',
      sign: { icon: 'warning', label: t('{0}: an error', state) },
    };
  }
  return state === 'closed' ? { text: state, tone: 'faint' } : { text: state };
}

function processCell({ process }: ConnectionRow): Cell {
  if (!process) return { text: '–', tooltip: t('The kernel did not say which process') };
  return {
    text: visibleLine(process.name),
    tooltip: visibleLine(t('{0}, process {1}: {2}', process.name, process.pid, process.command)),
  };
}

function retransmitsCell({ retransmits }: ConnectionRow): Cell {
  const text = formatCount(retransmits);
  if (retransmits === 0) return { text: '–', tooltip: t('No segment was sent again') };
  const label = t('{0} sent again', plural(retransmits, 'segment'));
  return { text, tone: 'warning', sign: { icon: 'warning', label }, tooltip: label };
}

function reasonCell({ closedBy, reason, process }: ConnectionRow): Cell {
  const facts = connectionFacts({
    ...(reason !== null && { reason }),
    ...(closedBy !== null && { closedBy }),
    process,
  }).map(visibleLine);
  return { text: facts.join(', '), tooltip: facts.join('\n') };
}

function plain(text: string): Cell {
  const visible = visibleLine(text);
  return { text: visible, tooltip: visible };
}
