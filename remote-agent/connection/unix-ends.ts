import { eventFlag, type UnixEvent } from '../capture/events.ts';
import type { TracedConnection } from './traced-connection.ts';

/**
 * Gives an end of a Unix socket its address, and its other end where that one is known already. The end that
 * listened has the path; the other one rarely has a name, and a trace would not show it.
 */
export function introduceUnix(
  connection: TracedConnection,
  peer: TracedConnection | undefined,
  { flags, path }: UnixEvent,
): void {
  const named = { address: path, port: 0, kind: 'unix' } as const;
  const nameless = { address: '', port: 0, kind: 'unix' } as const;
  const accepted = (flags & eventFlag.FLAG_ACCEPTED) !== 0;
  connection.tuple = {
    local: accepted ? named : nameless,
    remote: accepted ? nameless : named,
    netns: 0,
  };
  if (!peer) return;
  connection.mirror = peer;
  peer.mirror = connection;
}
