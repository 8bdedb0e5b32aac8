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
    name: 'time',
    label: 'Time',
    cell: ({ timeMs }) => ({ text: formatTime(timeMs), tooltip: formatDate(timeMs) }),
  },
  { name: 'event', label: 'Event', cell: eventCell },
  { name: 'local', label: 'Local', cell: ({ local }) => plain(formatEndpoint(local)) },
  {
    name: 'remote',
    label: 'Remote',
    cell: ({ remote }) => (remote ? plain(formatEndpoint(remote)) : { text: '–' }),
  },
  {
    name: 'process',
    label: 'Process',
    cell: ({ process }) =>
      process
        ? {
            text: visibleLine(process.name),
            tooltip: visibleLine(`${process.name}, process ${process.pid}: ${process.command}`),
          }
        : { text: '–', tooltip: 'The kernel did not say which process' },
  },
  {
    name: 'reason',
    label: 'Details',
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
