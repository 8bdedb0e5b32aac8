import { eventLayout } from '../../dist/generated/event-layout.ts';
import { eventType, type RetransmitEvent } from '../capture/events.ts';
import { littleEndian } from '../capture/record-reader.ts';

type Layout = typeof eventLayout;
type StructName = keyof Layout;

export interface Task {
  readonly pid: number;
  /** The thread; the first one of the process where it is left out. */
  readonly tid?: number;
  readonly comm: string;
}

export interface Address {
  /** Four or sixteen bytes. */
  readonly bytes: readonly number[];
  readonly port: number;
}

/** Writes records as bpf/include/event.h lays them out. */
class RecordBytes {
  readonly bytes: Buffer;

  constructor(struct: StructName, type: number, flags: number, timeNs: number, payload = 0) {
    const size = eventLayout[struct].size + payload;
    this.bytes = Buffer.alloc((size + 7) & ~7);
    this.set('event_header', 'size', this.bytes.length);
    this.set('event_header', 'type', type);
    this.set('event_header', 'flags', flags);
    this.set('event_header', 'time_ns', timeNs);
  }

  set<Name extends StructName>(
    struct: Name,
    field: keyof Layout[Name]['fields'] & string,
    value: number | bigint,
    base = 0,
  ): void {
    const fields: Readonly<Record<string, { readonly offset: number; readonly size: number }>> =
      eventLayout[struct].fields;
    const place = fields[field];
    if (!place) throw new Error(`${struct} has no field ${field}.`);
    let rest = BigInt(value);
    for (let index = 0; index < place.size; index++) {
      const at = littleEndian ? index : place.size - 1 - index;
      this.bytes[base + place.offset + at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }

  task(base: number, { pid, tid = pid, comm }: Task): void {
    this.set('task_identity', 'pid', pid, base);
    this.set('task_identity', 'tid', tid, base);
    const { offset, size } = eventLayout.task_identity.fields.comm;
    this.bytes.write(comm.slice(0, size - 1), base + offset, 'utf8');
  }
}

const noTask: Task = { pid: 0, comm: '' };

export interface DataRecord {
  readonly connection: number | bigint;
  readonly flags: number;
  readonly timeNs: number;
  readonly beganNs?: number;
  readonly position: number;
  readonly bytes: Buffer | string;
  /** Bytes that were moved, where that is more than were captured. */
  readonly moved?: number;
  readonly task?: Task;
}

export function dataRecord(event: DataRecord): Buffer {
  const payload = Buffer.from(event.bytes);
  const record = new RecordBytes(
    'data_event',
    eventType.EVENT_DATA,
    event.flags,
    event.timeNs,
    payload.length,
  );
  record.set('data_event', 'connection', event.connection);
  record.set('data_event', 'position', event.position);
  record.set('data_event', 'began_ns', event.beganNs ?? event.timeNs);
  record.set('data_event', 'moved', event.moved ?? payload.length);
  record.set('data_event', 'captured', payload.length);
  record.task(eventLayout.data_event.fields.task.offset, event.task ?? noTask);
  payload.copy(record.bytes, eventLayout.data_event.size);
  return record.bytes;
}

export interface SocketRecord {
  readonly connection: number | bigint;
  readonly flags: number;
  readonly timeNs: number;
  readonly task?: Task;
  readonly local: Address;
  readonly remote: Address;
  readonly netns?: number;
  readonly oldState: number;
  readonly newState: number;
  readonly error?: number;
  readonly sent?: number;
  readonly received?: number;
  readonly read?: number;
  readonly rttUs?: number;
  readonly segmentsIn?: number;
  readonly dataSegmentsIn?: number;
  readonly segmentsOut?: number;
  readonly retransmitted?: number;
  readonly endedBy?: number;
}

export function socketRecord(event: SocketRecord): Buffer {
  const record = new RecordBytes('socket_event', eventType.EVENT_SOCKET, event.flags, event.timeNs);
  const { task, tuple } = eventLayout.socket_event.fields;
  record.set('socket_event', 'connection', event.connection);
  record.set('socket_event', 'old_state', event.oldState);
  record.set('socket_event', 'new_state', event.newState);
  record.set('socket_event', 'error', event.error ?? 0);
  record.set('socket_event', 'sent', event.sent ?? 0);
  record.set('socket_event', 'received', event.received ?? 0);
  record.set('socket_event', 'read', event.read ?? 0);
  record.set('socket_event', 'rtt_us', event.rttUs ?? 0);
  record.set('socket_event', 'segments_in', event.segmentsIn ?? 0);
  record.set('socket_event', 'data_segments_in', event.dataSegmentsIn ?? 0);
  record.set('socket_event', 'segments_out', event.segmentsOut ?? 0);
  record.set('socket_event', 'retransmitted', event.retransmitted ?? 0);
  record.set('socket_event', 'ended_by', event.endedBy ?? 0);
  record.task(task.offset, event.task ?? noTask);
  const { local_address, remote_address } = eventLayout.four_tuple.fields;
  Buffer.from(event.local.bytes).copy(record.bytes, tuple.offset + local_address.offset);
  Buffer.from(event.remote.bytes).copy(record.bytes, tuple.offset + remote_address.offset);
  record.set('four_tuple', 'local_port', event.local.port, tuple.offset);
  record.set('four_tuple', 'remote_port', event.remote.port, tuple.offset);
  record.set('four_tuple', 'family', event.local.bytes.length === 4 ? 4 : 6, tuple.offset);
  record.set('four_tuple', 'netns', event.netns ?? 1, tuple.offset);
  return record.bytes;
}

export function retransmitRecord(event: RetransmitEvent): Buffer {
  const { connection, flags, timeNs, segments, rttUs } = event;
  const record = new RecordBytes('retransmit_event', eventType.EVENT_RETRANSMIT, flags, timeNs);
  record.set('retransmit_event', 'connection', connection);
  record.set('retransmit_event', 'segments', segments);
  record.set('retransmit_event', 'rtt_us', rttUs);
  return record.bytes;
}

export interface UnixRecord {
  readonly connection: number | bigint;
  readonly peer: number | bigint;
  readonly flags: number;
  readonly timeNs: number;
  readonly task?: Task;
  /** As in sun_path: an abstract name begins with a NUL. */
  readonly path?: string;
  readonly closed?: boolean;
  readonly sent?: number;
  readonly received?: number;
}

export function unixRecord(event: UnixRecord): Buffer {
  const record = new RecordBytes('unix_event', eventType.EVENT_UNIX, event.flags, event.timeNs);
  const { task, path } = eventLayout.unix_event.fields;
  record.set('unix_event', 'connection', event.connection);
  record.set('unix_event', 'peer', event.peer);
  record.set('unix_event', 'sent', event.sent ?? 0);
  record.set('unix_event', 'received', event.received ?? 0);
  record.set('unix_event', 'closed', event.closed ? 1 : 0);
  record.set('unix_event', 'length', record.bytes.write(event.path ?? '', path.offset));
  record.task(task.offset, event.task ?? noTask);
  return record.bytes;
}

export function clockRecord(timeNs: number, realtimeNs: number | bigint): Buffer {
  const record = new RecordBytes('clock_event', eventType.EVENT_CLOCK, 0, timeNs);
  record.set('clock_event', 'realtime_ns', realtimeNs);
  return record.bytes;
}

export function lossRecord(reason: number, events: number, bytes: number): Buffer {
  const record = new RecordBytes('loss_event', eventType.EVENT_LOSS, 0, 0);
  record.set('loss_event', 'reason', reason);
  record.set('loss_event', 'events', events);
  record.set('loss_event', 'bytes', bytes);
  return record.bytes;
}

export function processRecord(task: Task, command: string, timeNs = 0): Buffer {
  const text = Buffer.from(command);
  const record = new RecordBytes('process_event', eventType.EVENT_PROCESS, 0, timeNs, text.length);
  record.task(eventLayout.process_event.fields.task.offset, task);
  record.set('process_event', 'length', text.length);
  text.copy(record.bytes, eventLayout.process_event.size);
  return record.bytes;
}

export function reportRecord(json: string): Buffer {
  const text = Buffer.from(json);
  const record = new RecordBytes('report_event', eventType.EVENT_REPORT, 0, 0, text.length);
  record.set('report_event', 'length', text.length);
  text.copy(record.bytes, eventLayout.report_event.size);
  return record.bytes;
}
