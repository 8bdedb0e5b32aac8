import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventLayout } from '../../dist/generated/event-layout.ts';
import {
  clockRecord,
  dataRecord,
  lossRecord,
  processRecord,
  reportRecord,
  retransmitRecord,
  socketRecord,
  unixRecord,
} from '../testing/record-writer.ts';
import { decodeInto } from './decoder.ts';
import { endedBy, eventFlag } from './events.ts';
import { RecordReader, RecordStreamError } from './record-reader.ts';

function collect() {
  const events: unknown[] = [];
  const reader = new RecordReader(
    decodeInto({
      socket: (event) => events.push(event),
      data: ({
        bytes,
        start,
        end,
        comm,
        connection,
        position,
        moved,
        flags,
        pid,
        timeNs,
        beganNs,
      }) =>
        events.push({
          text: bytes.toString('latin1', start, end),
          ...{ comm, connection, position, moved, flags, pid, timeNs, beganNs },
        }),
      retransmit: (event) => events.push(event),
      unix: (event) => events.push(event),
      loss: (event) => events.push(event),
      process: (event) => events.push(event),
      clock: (event) => events.push(event),
      report: (json) => events.push(json),
    }),
  );
  return { events, reader };
}

const data = dataRecord({
  connection: 7,
  flags: eventFlag.FLAG_SEND,
  timeNs: 5_000_000_123,
  beganNs: 5_000_000_001,
  position: 2 ** 40,
  bytes: 'GET / HTTP/1.1',
  moved: 100,
  task: { pid: 4_000_000_000, comm: 'fifteen-letters' },
});
const records = [
  clockRecord(1000, 1_700_000_000_123_456_789n),
  data,
  lossRecord(2, 3, 4),
  reportRecord('{"a":"é"}'),
  dataRecord({ connection: (5n << 48n) | 9n, flags: 0, timeNs: 1, position: 0, bytes: '' }),
  dataRecord({ connection: (64n << 48n) | 9n, flags: 0, timeNs: 1, position: 0, bytes: 'x' }),
  socketRecord({
    connection: 1,
    flags: eventFlag.FLAG_ACCEPTED,
    timeNs: 9,
    local: { bytes: [...Buffer.from('20010db8000000000000000000000001', 'hex')], port: 443 },
    remote: { bytes: [...Buffer.from('00000000000000000000ffff7f000001', 'hex')], port: 65_535 },
    netns: 4_026_531_840,
    oldState: 3,
    newState: 1,
    error: 104,
    sent: 2 ** 33,
    received: 2 ** 34,
    read: 2 ** 35,
    rttUs: 10,
    segmentsIn: 11,
    dataSegmentsIn: 12,
    segmentsOut: 13,
    retransmitted: 14,
    endedBy: endedBy.ENDED_BY_RESET,
  }),
  retransmitRecord({ connection: 1, flags: 0, timeNs: 9, segments: 3, rttUs: 2000 }),
  unixRecord({
    ...{ connection: 2, peer: 3, flags: eventFlag.FLAG_ACCEPTED, timeNs: 9 },
    ...{ path: '\0é', closed: true, sent: 2 ** 33, received: 5 },
    task: { pid: 6, comm: 'gunicorn' },
  }),
];
const expected = [
  { timeNs: 1000, realtimeNs: Number(1_700_000_000_123_456_789n) },
  {
    text: 'GET / HTTP/1.1',
    comm: 'fifteen-letters',
    connection: 7,
    position: 2 ** 40,
    moved: 100,
    flags: 1,
    pid: 4_000_000_000,
    timeNs: 5_000_000_123,
    beganNs: 5_000_000_001,
  },
  { reason: 2, events: 3, bytes: 4 },
  '{"a":"é"}',
  {
    text: '',
    comm: '',
    connection: 5 * 2 ** 48 + 9,
    position: 0,
    moved: 0,
    flags: 0,
    pid: 0,
    timeNs: 1,
    beganNs: 1,
  },
  {
    text: 'x',
    comm: '',
    connection: (64n << 48n) | 9n,
    position: 0,
    moved: 1,
    flags: 0,
    pid: 0,
    timeNs: 1,
    beganNs: 1,
  },
  {
    connection: 1,
    flags: 4,
    timeNs: 9,
    pid: 0,
    comm: '',
    tuple: {
      local: { address: '2001:db8::1', port: 443 },
      remote: { address: '127.0.0.1', port: 65_535 },
      netns: 4_026_531_840,
    },
    oldState: 3,
    newState: 1,
    error: 104,
    sent: 2 ** 33,
    received: 2 ** 34,
    read: 2 ** 35,
    rttUs: 10,
    segmentsIn: 11,
    dataSegmentsIn: 12,
    segmentsOut: 13,
    retransmitted: 14,
    endedBy: endedBy.ENDED_BY_RESET,
  },
  { connection: 1, flags: 0, timeNs: 9, segments: 3, rttUs: 2000 },
  {
    ...{ connection: 2, peer: 3, flags: eventFlag.FLAG_ACCEPTED, timeNs: 9 },
    ...{ path: '@é', closed: true, sent: 2 ** 33, received: 5, pid: 6, comm: 'gunicorn' },
  },
];

test('records are the same wherever the stream is cut', () => {
  const stream = Buffer.concat(records);
  for (let cut = 0; cut <= stream.length; cut++) {
    const { events, reader } = collect();
    reader.push(stream.subarray(0, cut));
    reader.push(stream.subarray(cut));
    assert.deepEqual(events, expected, `cut at ${cut}`);
  }
  const { events, reader } = collect();
  for (const byte of stream) reader.push(Buffer.from([byte]));
  assert.deepEqual(events, expected);
});

test('a stream that makes no sense is refused', () => {
  const broken = (change: (record: Buffer) => void) => {
    const record = Buffer.from(data);
    change(record);
    return record;
  };
  const { size, type } = eventLayout.event_header.fields;
  const { captured } = eventLayout.data_event.fields;
  const hostile = [
    broken((record) => record.writeUInt32LE(0, size.offset)),
    broken((record) => record.writeUInt32LE(15, size.offset)),
    broken((record) => record.writeUInt32LE(data.length + 1, size.offset)),
    broken((record) => record.writeUInt32LE(0xffff_fff8, size.offset)),
    broken((record) => record.writeUInt32LE(eventLayout.event_header.size, size.offset)),
    broken((record) => record.writeUInt16LE(0, type.offset)),
    broken((record) => record.writeUInt16LE(99, type.offset)),
    broken((record) => record.writeUInt32LE(0xffff_ffff, captured.offset)),
    broken((record) => record.writeUInt32LE(101, captured.offset)),
    lyingPath(),
    Buffer.from('Sorry, user dev is not allowed to execute this as root.\n'),
  ];
  for (const bytes of hostile) {
    const { events, reader } = collect();
    assert.throws(() => reader.push(bytes), RecordStreamError, bytes.toString('hex'));
    assert.deepEqual(events, []);
  }
});

function lyingPath(): Buffer {
  const record = unixRecord({ connection: 2, peer: 3, flags: 0, timeNs: 9, path: '/run/a' });
  const { length, path } = eventLayout.unix_event.fields;
  record.writeUInt16LE(path.size + 1, length.offset);
  return record;
}

test('random bytes never do anything but end the stream', () => {
  let seed = 42;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed;
  };
  for (let run = 0; run < 2000; run++) {
    const stream = Buffer.concat(records);
    for (let flips = 0; flips < 3; flips++) stream[random() % stream.length] = random() & 0xff;
    const { reader } = collect();
    try {
      reader.push(stream);
    } catch (error) {
      assert.ok(error instanceof RecordStreamError, String(error));
    }
  }
});

test('a process is told with its arguments, and never with more than its record holds', () => {
  const { events, reader } = collect();
  reader.push(processRecord({ pid: 42, comm: 'curl' }, 'curl\0-s\0http://a b/\0', 9));
  assert.deepEqual(events, [
    { timeNs: 9, pid: 42, comm: 'curl', command: 'curl\0-s\0http://a b/\0' },
  ]);
  const lying = processRecord({ pid: 42, comm: 'curl' }, 'curl\0');
  lying.writeUInt32LE(4096, eventLayout.process_event.fields.length.offset);
  assert.throws(() => reader.push(lying), RecordStreamError);
});
