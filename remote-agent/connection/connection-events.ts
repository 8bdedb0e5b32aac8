import { constants } from 'node:os';
import { eventFlag, type SocketEvent, tcpState } from '../capture/events.ts';
import type { ConnectionEventKind } from '../protocol/connection.ts';

const errorNames = new Map(Object.entries(constants.errno).map(([name, code]) => [code, name]));

/** `ECONNREFUSED` for 111; `undefined` for 0. */
export function errorName(error: number): string | undefined {
  return error === 0 ? undefined : (errorNames.get(error) ?? `errno ${error}`);
}

/**
 * What a change of state means to people; `null` for the steps in between. An event that only introduces a
 * connection has the same state twice: it is told where the trace found the connection when it began.
 */
export function eventKind({ oldState, newState, flags }: SocketEvent): ConnectionEventKind | null {
  if (oldState === newState) {
    if ((flags & eventFlag.FLAG_JOINED) === 0) return null;
    return newState === tcpState.listen ? 'listen' : 'established';
  }
  switch (newState) {
    case tcpState.synSent:
      return 'connect';
    case tcpState.established:
      return oldState === tcpState.synSent ? 'established' : 'accept';
    case tcpState.listen:
      return 'listen';
    case tcpState.close:
      return oldState === tcpState.synSent || oldState === tcpState.synReceived
        ? 'failed'
        : 'close';
    default:
      return null;
  }
}
