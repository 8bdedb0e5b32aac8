import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange, Process } from '../../remote-agent/protocol/exchange.ts';
import { connectionFacts, containerWords } from '../text/connection.ts';
import { formatBytes, formatDuration, formatEndpoint, formatTime, plural } from '../text/format.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';
import { relatedList } from './related-list.ts';

export function processWords({ name, pid, command }: Process): string {
  const shown = `${name}, process ${pid}`;
  return command && command !== name ? `${shown}: ${command}` : shown;
}

/** Both ends of the connection that carried an exchange, what became of it, and what else it carried. */
export function connectionParts({ exchange, related, select }: Shown): HTMLElement[] {
  const { side, local, remote, process, peer, connection, id } = exchange;
  const here = end(local, process);
  const there = end(remote, peer.process);
  const [server, client] = side === 'server' ? [here, there] : [there, here];
  return [
    section('Client', fieldList(client)),
    section('Server', fieldList(server)),
    section(
      'Connection',
      fieldList([
        ['Connection', connection],
        ['Exchange', id],
        ['Told by', side === 'server' ? 'the server’s end' : 'the client’s end'],
        ...counters(related.connection),
      ]),
    ),
    ...(related.events.length > 0 ? [section('Events', eventList(related.events))] : []),
    section(
      `Exchanges on it (${related.onConnection.length})`,
      relatedList(related.onConnection, id, select),
    ),
  ];
}

function counters(connection: Shown['related']['connection']): [string, string][] {
  if (!connection) return [];
  const { state, sent, received, rttMs, retransmits, ageMs } = connection;
  return [
    ['State', state],
    ['Sent', formatBytes(sent)],
    ['Received', formatBytes(received)],
    ['Round trip', formatDuration(rttMs)],
    ['Sent again', plural(retransmits, 'segment')],
    ...(ageMs === null ? [] : ([['Open for', formatDuration(ageMs)]] as [string, string][])),
  ];
}

function eventList(events: readonly ConnectionEvent[]): HTMLElement {
  return fieldList(
    events.map((event) => [
      `${formatTime(event.timeMs)} ${event.event}`,
      connectionFacts(event).join(', ') || '–',
    ]),
  );
}

function end(
  endpoint: Exchange['local'],
  process: Process | undefined,
): readonly (readonly [string, string])[] {
  return [
    ['Address', formatEndpoint(endpoint)],
    ...(process
      ? ([
          ['Process', `${process.name}, process ${process.pid}`],
          ['Command', process.command || '–'],
          ...(process.cwd === undefined ? [] : [['Working directory', process.cwd] as const]),
          ...(process.container ? [['Container', containerWords(process.container)] as const] : []),
        ] as const)
      : ([['Process', 'not on the traced host']] as const)),
  ];
}
