import type { Endpoint } from '../../../remote-agent/protocol/exchange.ts';
import type { Connection } from '../connections/connection.ts';
import { hostField, milliseconds, processText, timeText } from './exchange-summary.ts';
import { choice, type Read, text } from './inputs.ts';
import { type Page, pageInputs, pageOf } from './paging.ts';
import { shortText } from './plain-text.ts';
import type { AssistantSource } from './source.ts';

export const listConnectionsInputs = {
  state: choice('What has become of them.', [
    'any',
    'failed',
    'connecting',
    'open',
    'listening',
    'closed',
  ]),
  text: text('Part of an address with its port, or of a process name. Empty: all.', 200),
  ...pageInputs,
};

/** Connections and listening sockets, those that began last first. */
export function listConnections(
  { store }: Pick<AssistantSource, 'store'>,
  { state, text: part, ...paging }: Read<typeof listConnectionsInputs>,
): Page & { readonly totals: object } {
  const wanted = part.toLowerCase();
  const found = [...store.connections.all()]
    .filter((one) => state === 'any' || one.state === state)
    .filter((one) => namesOf(one).some((name) => name.toLowerCase().includes(wanted)))
    .sort((one, other) => other.sinceMs - one.sinceMs || (one.id < other.id ? -1 : 1));
  return {
    totals: store.connections.totals,
    ...pageOf(
      found,
      ({ id }) => id,
      (one) => told(one, store),
      paging,
    ),
  };
}

function namesOf({ local, remote, process }: Connection): readonly string[] {
  return [placeText(local), placeText(remote), process?.name ?? ''];
}

function told(connection: Connection, store: AssistantSource['store']): object {
  const { id, state, local, remote, process, reason, closedBy, rttMs } = connection;
  const { sent, received, retransmits, durationMs, exchanges, joined } = connection;
  return {
    ...hostField(store, id),
    ...{ id, state, local: placeText(local), remote: placeText(remote) },
    process: process && processText(process),
    since: timeText(connection.sinceMs),
    ...(reason !== undefined && { reason: shortText(reason, 60) }),
    ...(closedBy !== undefined && { closedBy }),
    ...(durationMs !== undefined && { durationMs: milliseconds(durationMs) }),
    ...(rttMs !== undefined && { rttMs: milliseconds(rttMs) }),
    ...(sent !== undefined && { sent }),
    ...(received !== undefined && { received }),
    ...(retransmits > 0 && { retransmits }),
    exchanges,
    ...(joined && { olderThanTheTrace: true }),
  };
}

/** `10.0.0.1:80`, `[::1]:80`, or the name of a Unix socket; empty for none. */
function placeText(place: Endpoint | null): string {
  if (!place) return '';
  const { address, port, kind } = place;
  if (kind === 'unix') return shortText(address, 200);
  return shortText(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`, 80);
}
