import assert from 'node:assert/strict';
import { type DataEvent, eventFlag, type SocketEvent } from '../../remote-agent/capture/events.ts';
import type { Records } from './loader-on-host.ts';
import { atOnce, type MovedEnd, type Moves, request, response, sentAtOnce } from './moves.ts';

/** What was told of one direction of one end. */
export interface ToldDirection {
  /** Bytes whose content was captured, and was right. */
  readonly captured: number;
  /** Bytes of events that say that they could not be read. */
  readonly unreadable: number;
  /** Bytes of which no event tells: positions leave them out. */
  readonly unseen: number;
  readonly events: readonly DataEvent[];
}

export interface ToldEnd {
  readonly sockets: readonly SocketEvent[];
  readonly sent: ToldDirection;
  readonly received: ToldDirection;
}

/**
 * Holds what was told of a connection against what really moved: every byte once, in its place, with its right
 * value, from the right process. Returns how much of it was captured, which is for the caller to judge. `blind`: bytes
 * may be unseen by the design.
 */
export function checkConnection(
  name: string,
  moves: Moves,
  records: Records,
  blind = false,
): { readonly client: ToldEnd; readonly server: ToldEnd } {
  const connection = moves.connections[name];
  assert.ok(connection, `moves.py tells nothing of ${name}`);
  const { client, server } = connection;
  // Its first bytes were sent before the capture began, and read after.
  const early = name === 'joined' ? request(name, server.received - client.sent) : Buffer.alloc(0);
  const requested = sentAtOnce.includes(name)
    ? arrived(server, records)
    : request(name, client.sent);
  assert.equal(requested.length, client.sent);
  const responded = response(name, server.sent);
  const ends = {
    client: checkEnd(client, requested, responded, name, moves, records, [132, 33]),
    server: checkEnd(
      server,
      responded,
      Buffer.concat([early, requested]),
      name,
      moves,
      records,
      [33, 77],
    ),
  };
  for (const { sent, received } of blind ? [] : Object.values(ends)) {
    assert.deepEqual([sent.unseen, received.unseen], [0, 0], 'every byte was told');
  }
  return ends;
}

/** What an end has read, all of which was captured. */
function arrived(end: MovedEnd, records: Records): Buffer {
  const key = socketsOf(end, records)[0]?.connection;
  return Buffer.concat(
    records.data
      .filter(({ connection, flags }) => connection === key && !(flags & eventFlag.FLAG_SEND))
      .map(({ bytes, start, end }) => bytes.subarray(start, end)),
  );
}

function checkEnd(
  end: MovedEnd,
  sent: Buffer,
  received: Buffer,
  name: string,
  moves: Moves,
  records: Records,
  beforeTrace: readonly [sent: number, received: number],
): ToldEnd {
  // Positions count from the very first byte of a connection, of which moves.py moves so many before the trace.
  const [sentBefore, receivedBefore] = name === 'joined' ? beforeTrace : [0, 0];
  const sockets = socketsOf(end, records);
  const key = sockets[0]?.connection;
  assert.notEqual(key, undefined, `no socket event for ${JSON.stringify(end)}`);
  const events = records.data.filter(({ connection }) => connection === key);
  // Who is told first is up to the kernel, and what is told has its place.
  const inAnyOrder = atOnce.includes(name);
  if (inAnyOrder) events.sort((a, b) => a.position - b.position);
  const inDirection = (flag: number) =>
    events.filter(({ flags }) => (flags & eventFlag.FLAG_SEND) === flag);
  const senders = moves.children[name];
  return {
    sockets,
    sent: checkDirection(
      inDirection(eventFlag.FLAG_SEND),
      sentBefore,
      sent,
      (pid) =>
        senders && sent.subarray(0, 4).toString() === 'POST'
          ? senders.includes(pid)
          : pid === moves.pid,
      inAnyOrder,
    ),
    received: checkDirection(
      name === 'joined' ? told(inDirection(0)) : inDirection(0),
      receivedBefore,
      received,
      (pid) => pid === moves.pid || (inAnyOrder && senders?.includes(pid) === true),
      inAnyOrder,
    ),
  };
}

/** On a connection from before the trace two programs may tell the same receive: the same bytes, which count once. */
function told(events: readonly DataEvent[]): DataEvent[] {
  const bytesOf = ({ bytes, start, end }: DataEvent) => bytes.toString('latin1', start, end);
  return events.filter((event, index) => {
    const before = events[index - 1];
    return before?.position !== event.position || bytesOf(before) !== bytesOf(event);
  });
}

function checkDirection(
  events: readonly DataEvent[],
  before: number,
  content: Buffer,
  isOwner: (pid: number) => boolean,
  inAnyOrder: boolean,
): ToldDirection {
  let position = 0;
  let captured = 0;
  let unreadable = 0;
  let unseen = 0;
  let timeNs = 0;
  for (const event of events) {
    const at = event.position - before;
    const bytes = event.bytes.subarray(event.start, event.end);
    assert.ok(
      bytes.equals(content.subarray(at, at + bytes.length)),
      `wrong bytes at ${at}: ${bytes.subarray(0, 60).toString('latin1')}`,
    );
    // Two programs that run at the same time may both tell of bytes that have no known place; the agent takes them once.
    if (inAnyOrder && at + event.moved <= position) continue;
    assert.ok(inAnyOrder || at >= position, 'no byte is told twice');
    unseen += Math.max(at - position, 0);
    position = at;
    assert.ok(isOwner(event.pid), `not the process: ${event.pid}`);
    assert.equal(event.comm, 'python3');
    assert.ok(event.beganNs <= event.timeNs, 'times go forward');
    assert.ok(inAnyOrder || event.timeNs >= timeNs, 'times go forward');
    timeNs = event.timeNs;
    position += event.moved;
    captured += bytes.length;
    if (event.flags & eventFlag.FLAG_UNREADABLE) unreadable += event.moved - bytes.length;
  }
  assert.ok(position <= content.length, 'no more is told than moved');
  unseen += content.length - position;
  return { captured, unreadable, unseen, events };
}

/** The socket events of an end: those of the connection id that its addresses had. */
export function socketsOf({ local, remote }: MovedEnd, { sockets }: Records): SocketEvent[] {
  const plain = ([address, port]: MovedEnd['local']) => ({
    address: address.replace(/^::ffff:/, ''),
    port,
  });
  const found = sockets.find(({ tuple, newState }) => {
    const told = JSON.stringify([tuple.local, tuple.remote]);
    return newState === 1 && told === JSON.stringify([plain(local), plain(remote)]);
  });
  return sockets.filter(({ connection }) => connection === found?.connection);
}
