import type { ConnectionEvent } from '../../remote-agent/protocol/connection.ts';
import type { Exchange, Process, ProxiedAddresses } from '../../remote-agent/protocol/exchange.ts';
import { connectionFacts, containerWords } from '../text/connection.ts';
import { formatBytes, formatDuration, formatEndpoint, formatTime } from '../text/format.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import type { Shown } from './details.ts';
import { fieldList, section } from './fields.ts';
import { relatedList } from './related-list.ts';

export function processWords({ name, pid, command }: Process): string {
  const shown = t('{0}, process {1}', name, pid);
  return command && command !== name ? `${shown}: ${command}` : shown;
}

/** Both ends of the connection that carried an exchange, what became of it, and what else it carried. */
export function connectionParts({ exchange, related, select }: Shown): HTMLElement[] {
  const { side, local, remote, process, peer, connection, id, proxied } = exchange;
  const here = end(local, process);
  const there = end(remote, peer.process);
  const [server, client] = side === 'server' ? [here, there] : [there, here];
  return [
    section(t('Client'), fieldList(client)),
    section(t('Server'), fieldList(server)),
    ...(proxied ? [section(t('Passed on by a proxy'), fieldList(proxiedEnds(proxied)))] : []),
    section(
      t('Connection'),
      fieldList([
        [t('Connection'), connection],
        [t('Exchange'), id],
        [t('Told by'), side === 'server' ? t('the server’s end') : t('the client’s end')],
        ...counters(related.connection),
      ]),
    ),
    eventSection(related.events),
    section(
      t('Exchanges on it ({0})', related.onConnection.length),
      relatedList(related.onConnection, id, select),
    ),
  ];
}

/** As the PROXY protocol names them. */
function proxiedEnds({ source, destination }: ProxiedAddresses): [string, string][] {
  return [
    [t('Source'), formatEndpoint(source)],
    [t('Destination'), formatEndpoint(destination)],
  ];
}

function counters(connection: Shown['related']['connection']): [string, string][] {
  if (!connection) return [];
  const { state, sent, received, rttMs, retransmits, ageMs } = connection;
  return [
    [t('State'), state],
    [t('Sent'), formatBytes(sent)],
    [t('Received'), formatBytes(received)],
    [t('Round trip'), formatDuration(rttMs)],
    [t('Sent again'), plural(retransmits, 'segment')],
    ...(ageMs === null ? [] : ([[t('Open for'), formatDuration(ageMs)]] as [string, string][])),
  ];
}

/** There even without events, so that what follows it keeps its place when the first one comes. */
function eventSection(events: readonly ConnectionEvent[]): HTMLElement {
  const fields = events.map(
    (event) =>
      [
        `${formatTime(event.timeMs)} ${event.event}`,
        connectionFacts(event).join(', ') || '–',
      ] as const,
  );
  const made = section(t('Events'), fieldList(fields));
  made.hidden = events.length === 0;
  return made;
}

function end(
  endpoint: Exchange['local'],
  process: Process | undefined,
): readonly (readonly [string, string])[] {
  return [
    [t('Address'), formatEndpoint(endpoint)],
    ...(process
      ? ([
          [t('Process'), t('{0}, process {1}', process.name, process.pid)],
          [t('Command'), process.command || '–'],
          ...(process.cwd === undefined ? [] : [[t('Working directory'), process.cwd] as const]),
          ...(process.container
            ? [[t('Container'), containerWords(process.container)] as const]
            : []),
        ] as const)
      : ([[t('Process'), t('not on the traced host')]] as const)),
  ];
}
