import type { ConnectionEventKind } from '../remote-agent/protocol/connection.ts';
import type { ConnectionRow } from './protocol/rows.ts';
import type { Cell, Column } from './table/column.ts';
import { connectionFacts } from './text/connection.ts';
import { formatDate, formatEndpoint, formatTime } from './text/format.ts';
import { visibleLine } from './text/visible.ts';

const words: Record<ConnectionEventKind, string> = {
  connect: 'connecting',
  accept: 'accepted',
  listen: 'listening',
  established: 'established',
  failed: 'failed',
  retransmit: 'retransmit',
  close: 'closed',
};

export const connectionColumns: readonly Column<ConnectionRow>[] = [
  {
    ...{ name: 'time', label: 'Time', width: 90, least: 88 },
    cell: ({ timeMs }) => ({ text: formatTime(timeMs), tooltip: formatDate(timeMs) }),
  },
  { ...{ name: 'event', label: 'Event', width: 120, least: 100 }, cell: eventCell },
  {
    ...{ name: 'local', label: 'Local', width: 150, least: 90, grow: 1 },
    cell: ({ local }) => plain(formatEndpoint(local)),
  },
  {
    ...{ name: 'remote', label: 'Remote', width: 150, least: 90, grow: 1 },
    cell: ({ remote }) => (remote ? plain(formatEndpoint(remote)) : { text: '–' }),
  },
  {
    ...{ name: 'process', label: 'Process', width: 110, least: 80, grow: 1, leaves: 2 },
    cell: ({ process }) =>
      process
        ? {
            text: visibleLine(process.name),
            tooltip: visibleLine(`${process.name}, process ${process.pid}: ${process.command}`),
          }
        : { text: '–', tooltip: 'The kernel did not say which process' },
  },
  {
    ...{ name: 'reason', label: 'Details', width: 160, least: 60, grow: 1, leaves: 1 },
    cell: detailsCell,
  },
];

function detailsCell(event: ConnectionRow): Cell {
  const facts = connectionFacts(event).map(visibleLine);
  return { text: facts.join(', '), tooltip: facts.join('\n') };
}

function eventCell({ event, reason }: ConnectionRow): Cell {
  const text = words[event] ?? visibleLine(String(event));
  if (event === 'failed') return { text, tone: 'error', sign: { icon: 'error', label: text } };
  if (event === 'retransmit' || reason) {
    return { text, tone: 'warning', sign: { icon: 'warning', label: text } };
  }
  return { text };
}

function plain(text: string): Cell {
  const visible = visibleLine(text);
  return { text: visible, tooltip: visible };
}
