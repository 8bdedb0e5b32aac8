import { eventLayout } from '../../dist/generated/event-layout.ts';
import { type ConnectionKey, eventFlag, type PacketEvent, type Tuple } from './events.ts';
import { decodeTuple, readKey, readU64 } from './fields.ts';
import { littleEndian, RecordStreamError } from './record-reader.ts';

const header = eventLayout.event_header.fields;
const packet = eventLayout.packet_event.fields;
const flagsAt = header.flags.offset;
const timeAt = header.time_ns.offset;
const entryAt = packet.connection.offset;
const tupleAt = packet.tuple.offset;
const sequenceAt = packet.sequence.offset;
const acknowledgedAt = packet.acknowledged.offset;
const lengthAt = packet.length.offset;
const capturedAt = packet.captured.offset;
const segmentAt = packet.flags.offset;
const notHttpAt = packet.not_http.offset;
const directionAt = packet.direction.offset;

export const packetSize = eventLayout.packet_event.size;

class DecodedPacket implements PacketEvent {
  constructor(
    readonly view: DataView,
    readonly record: number,
    readonly entry: ConnectionKey,
    readonly flags: number,
    readonly timeNs: number,
    readonly sequence: number,
    readonly acknowledged: number,
    readonly length: number,
    readonly segment: number,
    readonly notHttp: boolean,
    readonly direction: number,
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
  ) {}

  get unreadable(): boolean {
    return (this.flags & eventFlag.FLAG_UNREADABLE) !== 0;
  }

  get tuple(): Tuple {
    return decodeTuple(this.bytes, this.view, this.record + tupleAt);
  }
}

/** Decodes a struct packet_event. Throws {@link RecordStreamError} for lengths that do not fit into it. */
export function decodePacket(
  bytes: Buffer,
  view: DataView,
  offset: number,
  size: number,
): PacketEvent {
  const length = view.getUint32(offset + lengthAt, littleEndian);
  const captured = view.getUint32(offset + capturedAt, littleEndian);
  if (captured > size - packetSize || captured > length) {
    throw new RecordStreamError(
      `The loader sent a packet record of ${size} bytes that claims ${captured} of ${length} bytes.`,
    );
  }
  const start = offset + packetSize;
  return new DecodedPacket(
    view,
    offset,
    readKey(view, offset + entryAt),
    view.getUint16(offset + flagsAt, littleEndian),
    readU64(view, offset + timeAt),
    view.getUint32(offset + sequenceAt, littleEndian),
    view.getUint32(offset + acknowledgedAt, littleEndian),
    length,
    bytes[offset + segmentAt] ?? 0,
    bytes[offset + notHttpAt] !== 0,
    bytes[offset + directionAt] ?? 0,
    bytes,
    start,
    start + captured,
  );
}
