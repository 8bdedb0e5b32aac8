import { eventLayout } from '../../dist/generated/event-layout.ts';
import type {
  ConnectionKey,
  DataEvent,
  EventHandler,
  OwnerEvent,
  PacketHandler,
  ProcessEvent,
  RetransmitEvent,
  SocketEvent,
  UnixEvent,
} from './events.ts';
import { eventType } from './events.ts';
import { decodeTuple, readKey, readU64 } from './fields.ts';
import { decodePacket, packetSize } from './packet-decoder.ts';
import { littleEndian, type RecordListener, RecordStreamError } from './record-reader.ts';

const header = eventLayout.event_header.fields;
const task = eventLayout.task_identity.fields;
const socket = eventLayout.socket_event.fields;
const owner = eventLayout.owner_event.fields;
const processFields = eventLayout.process_event.fields;
const retransmit = eventLayout.retransmit_event.fields;
const unix = eventLayout.unix_event.fields;
const loss = eventLayout.loss_event.fields;
const clock = eventLayout.clock_event.fields;

// The data event is the hot one: plain numbers spare its property lookups.
const data = eventLayout.data_event.fields;
const flagsAt = header.flags.offset;
const timeAt = header.time_ns.offset;
const connectionAt = data.connection.offset;
const positionAt = data.position.offset;
const beganAt = data.began_ns.offset;
const movedAt = data.moved.offset;
const capturedAt = data.captured.offset;
const dataPidAt = data.task.offset + task.pid.offset;
const dataTidAt = data.task.offset + task.tid.offset;
const dataCommAt = data.task.offset + task.comm.offset;
const dataSize = eventLayout.data_event.size;

class DecodedData implements DataEvent {
  constructor(
    readonly bytes: Buffer,
    readonly record: number,
    readonly connection: ConnectionKey,
    readonly flags: number,
    readonly timeNs: number,
    readonly beganNs: number,
    readonly position: number,
    readonly moved: number,
    readonly pid: number,
    readonly tid: number,
    readonly start: number,
    readonly end: number,
  ) {}

  get comm(): string {
    return readComm(this.bytes, this.record + dataCommAt);
  }
}

const smallestSize: Readonly<Record<number, number>> = {
  [eventType.EVENT_SOCKET]: eventLayout.socket_event.size,
  [eventType.EVENT_DATA]: dataSize,
  [eventType.EVENT_PACKET]: packetSize,
  [eventType.EVENT_OWNER]: eventLayout.owner_event.size,
  [eventType.EVENT_PROCESS]: eventLayout.process_event.size,
  [eventType.EVENT_RETRANSMIT]: eventLayout.retransmit_event.size,
  [eventType.EVENT_UNIX]: eventLayout.unix_event.size,
  [eventType.EVENT_LOSS]: eventLayout.loss_event.size,
  [eventType.EVENT_CLOCK]: eventLayout.clock_event.size,
  [eventType.EVENT_REPORT]: eventLayout.report_event.size,
};

/**
 * Decodes the records of bpf/include/event.h. Throws {@link RecordStreamError} for a type that does not exist
 * and for lengths that do not fit into their record.
 */
export function decodeInto(handler: EventHandler, packets?: PacketHandler): RecordListener {
  return (type, bytes, view, offset, size) => {
    const smallest = smallestSize[type];
    if (smallest === undefined || size < smallest) {
      throw new RecordStreamError(`The loader sent a record of type ${type} with ${size} bytes.`);
    }
    if (type === eventType.EVENT_DATA) handler.data(decodeData(bytes, view, offset, size));
    else if (packets && type === eventType.EVENT_PACKET) {
      packets.packet(decodePacket(bytes, view, offset, size));
    } else if (packets && type === eventType.EVENT_OWNER) {
      packets.owner(decodeOwner(bytes, view, offset));
    } else if (type === eventType.EVENT_SOCKET) handler.socket(decodeSocket(bytes, view, offset));
    else if (type === eventType.EVENT_RETRANSMIT) {
      handler.retransmit(decodeRetransmit(view, offset));
    } else if (type === eventType.EVENT_UNIX) handler.unix(decodeUnix(bytes, view, offset));
    else if (type === eventType.EVENT_PROCESS) {
      handler.process(decodeProcess(bytes, view, offset, size));
    } else if (type === eventType.EVENT_LOSS) {
      handler.loss({
        reason: view.getUint32(offset + loss.reason.offset, littleEndian),
        events: readU64(view, offset + loss.events.offset),
        bytes: readU64(view, offset + loss.bytes.offset),
      });
    } else if (type === eventType.EVENT_CLOCK) {
      handler.clock({
        timeNs: readU64(view, offset + timeAt),
        realtimeNs: readU64(view, offset + clock.realtime_ns.offset),
      });
    } else handler.report(decodeReport(bytes, view, offset, size));
  };
}

function decodeData(bytes: Buffer, view: DataView, offset: number, size: number): DataEvent {
  const captured = view.getUint32(offset + capturedAt, littleEndian);
  const moved = view.getUint32(offset + movedAt, littleEndian);
  if (captured > size - dataSize || captured > moved) {
    throw new RecordStreamError(
      `The loader sent a data record of ${size} bytes that claims ${captured} of ${moved} bytes.`,
    );
  }
  const start = offset + dataSize;
  return new DecodedData(
    bytes,
    offset,
    readKey(view, offset + connectionAt),
    view.getUint16(offset + flagsAt, littleEndian),
    readU64(view, offset + timeAt),
    readU64(view, offset + beganAt),
    readU64(view, offset + positionAt),
    moved,
    view.getUint32(offset + dataPidAt, littleEndian),
    view.getUint32(offset + dataTidAt, littleEndian),
    start,
    start + captured,
  );
}

function decodeSocket(bytes: Buffer, view: DataView, offset: number): SocketEvent {
  const taskAt = offset + socket.task.offset;
  return {
    connection: readKey(view, offset + socket.connection.offset),
    flags: view.getUint16(offset + flagsAt, littleEndian),
    timeNs: readU64(view, offset + timeAt),
    pid: view.getUint32(taskAt + task.pid.offset, littleEndian),
    comm: readComm(bytes, taskAt + task.comm.offset),
    tuple: decodeTuple(bytes, view, offset + socket.tuple.offset),
    oldState: view.getUint16(offset + socket.old_state.offset, littleEndian),
    newState: view.getUint16(offset + socket.new_state.offset, littleEndian),
    error: view.getInt32(offset + socket.error.offset, littleEndian),
    sent: readU64(view, offset + socket.sent.offset),
    received: readU64(view, offset + socket.received.offset),
    read: readU64(view, offset + socket.read.offset),
    rttUs: view.getUint32(offset + socket.rtt_us.offset, littleEndian),
    segmentsIn: view.getUint32(offset + socket.segments_in.offset, littleEndian),
    dataSegmentsIn: view.getUint32(offset + socket.data_segments_in.offset, littleEndian),
    segmentsOut: view.getUint32(offset + socket.segments_out.offset, littleEndian),
    retransmitted: view.getUint32(offset + socket.retransmitted.offset, littleEndian),
    endedBy: view.getUint16(offset + socket.ended_by.offset, littleEndian),
  };
}

function decodeRetransmit(view: DataView, offset: number): RetransmitEvent {
  return {
    connection: readKey(view, offset + retransmit.connection.offset),
    flags: view.getUint16(offset + flagsAt, littleEndian),
    timeNs: readU64(view, offset + timeAt),
    segments: view.getUint32(offset + retransmit.segments.offset, littleEndian),
    rttUs: view.getUint32(offset + retransmit.rtt_us.offset, littleEndian),
  };
}

function decodeUnix(bytes: Buffer, view: DataView, offset: number): UnixEvent {
  const taskAt = offset + unix.task.offset;
  const length = view.getUint16(offset + unix.length.offset, littleEndian);
  if (length > unix.path.size) {
    throw new RecordStreamError(`The loader sent a path of ${length} bytes for a Unix socket.`);
  }
  const path = bytes.toString(
    'utf8',
    offset + unix.path.offset,
    offset + unix.path.offset + length,
  );
  return {
    connection: readKey(view, offset + unix.connection.offset),
    peer: readKey(view, offset + unix.peer.offset),
    flags: view.getUint16(offset + flagsAt, littleEndian),
    timeNs: readU64(view, offset + timeAt),
    pid: view.getUint32(taskAt + task.pid.offset, littleEndian),
    comm: readComm(bytes, taskAt + task.comm.offset),
    path: path.replaceAll('\0', '@'),
    closed: view.getUint16(offset + unix.closed.offset, littleEndian) !== 0,
    sent: readU64(view, offset + unix.sent.offset),
    received: readU64(view, offset + unix.received.offset),
  };
}

function decodeOwner(bytes: Buffer, view: DataView, offset: number): OwnerEvent {
  const taskAt = offset + owner.task.offset;
  return {
    timeNs: readU64(view, offset + timeAt),
    pid: view.getUint32(taskAt + task.pid.offset, littleEndian),
    tid: view.getUint32(taskAt + task.tid.offset, littleEndian),
    comm: readComm(bytes, taskAt + task.comm.offset),
    tuple: decodeTuple(bytes, view, offset + owner.tuple.offset),
  };
}

function decodeProcess(bytes: Buffer, view: DataView, offset: number, size: number): ProcessEvent {
  const taskAt = offset + processFields.task.offset;
  const { start, end } = payloadOf(view, offset, size, 'process_event');
  return {
    timeNs: readU64(view, offset + timeAt),
    pid: view.getUint32(taskAt + task.pid.offset, littleEndian),
    comm: readComm(bytes, taskAt + task.comm.offset),
    command: bytes.toString('utf8', start, end),
  };
}

function decodeReport(bytes: Buffer, view: DataView, offset: number, size: number): string {
  const { start, end } = payloadOf(view, offset, size, 'report_event');
  return bytes.toString('utf8', start, end);
}

/** Where the bytes after a struct with a `length` are. */
function payloadOf(
  view: DataView,
  offset: number,
  size: number,
  struct: 'process_event' | 'report_event',
): { readonly start: number; readonly end: number } {
  const { fields, size: structSize } = eventLayout[struct];
  const length = view.getUint32(offset + fields.length.offset, littleEndian);
  if (length > size - structSize) {
    throw new RecordStreamError(
      `The loader sent a ${struct} of ${size} bytes that claims ${length}.`,
    );
  }
  return { start: offset + structSize, end: offset + structSize + length };
}

function readComm(bytes: Buffer, offset: number): string {
  const field = bytes.subarray(offset, offset + task.comm.size);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}
