import { type PacketEvent, packetFlag } from '../capture/events.ts';
import { beginsWithStartLine } from '../http/start-line.ts';
import type { Owners } from './owners.ts';

/** Whether a connection's first packet comes from the end that opened it. */
export function sentByClient(first: PacketEvent, owners: Owners): boolean {
  const { segment, bytes, start, end, tuple } = first;
  if (segment & packetFlag.PACKET_SYN) return (segment & packetFlag.PACKET_ACK) === 0;
  if (beginsWithStartLine('request', bytes, start, end)) return true;
  if (beginsWithStartLine('response', bytes, start, end)) return false;
  const { local, remote, netns } = tuple;
  const destination = owners.listening({ local: remote, remote: local, netns });
  const source = owners.listening(tuple);
  if (destination && !source) return true;
  if (source && !destination) return false;
  // Nothing tells: ports of clients are chosen from the upper range.
  return local.port > remote.port;
}
