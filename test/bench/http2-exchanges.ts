import { decodeInto } from '../../remote-agent/capture/decoder.ts';
import { eventFlag, tcpState } from '../../remote-agent/capture/events.ts';
import { RecordReader } from '../../remote-agent/capture/record-reader.ts';
import { Exclusion } from '../../remote-agent/process/exclusion.ts';
import { ProcessTable } from '../../remote-agent/process/process-table.ts';
import { Redactor } from '../../remote-agent/redaction/redactor.ts';
import { get, indexed, literal, ok, preface, settings } from '../../remote-agent/testing/frames.ts';
import { clockRecord, dataRecord, socketRecord } from '../../remote-agent/testing/record-writer.ts';
import { Trace } from '../../remote-agent/trace/trace.ts';

const connection = 1;
const beganNs = 1e12;
const task = { pid: 100, comm: 'server' };
const end = {
  local: { bytes: [10, 0, 0, 1], port: 80 },
  remote: { bytes: [10, 0, 0, 2], port: 40_000 },
};
/** Streams that are open at a time; all of them begin before the first is answered. */
const streams = 100;
/** Exchanges of which one call moves the frames. */
const together = 10;

export interface Http2Measured {
  readonly exchanges: number;
  readonly cpuSeconds: number;
  /** Of the heap, collected where the process may do so, from the first third to the end. */
  readonly grownBytes: number;
}

/** The records of one connection with so many exchanges; fields are in the compression's table from the second on. */
class Http2Records {
  readonly #positions = { sent: 0, received: 0 };
  #timeNs = beganNs;
  #stream = 1;

  opening(): Buffer {
    const { local, remote } = end;
    const states = { oldState: tcpState.synReceived, newState: tcpState.established };
    const flags = eventFlag.FLAG_ACCEPTED;
    const socket = { connection, flags, timeNs: this.#timeNs, local, remote, ...states };
    const greeting = Buffer.concat([preface, settings]);
    return Buffer.concat([
      clockRecord(beganNs, 1_700_000_000_000_000_000n),
      socketRecord(socket),
      this.#data(greeting, false),
      this.#data(settings, true),
    ]);
  }

  /** All streams begin, then all are answered. */
  round(): Buffer {
    const ids = Array.from({ length: streams }, () => {
      this.#stream += 2;
      return this.#stream - 2;
    });
    const records: Buffer[] = [];
    for (const sends of [false, true]) {
      for (let at = 0; at < streams; at += together) {
        const frames = ids.slice(at, at + together).map((id) => (sends ? answer(id) : request(id)));
        records.push(this.#data(Buffer.concat(frames), sends));
      }
    }
    return Buffer.concat(records);
  }

  get nowNs(): number {
    return this.#timeNs;
  }

  #data(bytes: Buffer, sends: boolean): Buffer {
    const direction = sends ? 'sent' : 'received';
    const position = this.#positions[direction];
    this.#positions[direction] += bytes.length;
    this.#timeNs += 50_000;
    const flags = eventFlag.FLAG_ACCEPTED | (sends ? eventFlag.FLAG_SEND : 0);
    return dataRecord({ connection, flags, timeNs: this.#timeNs, position, bytes, task });
  }
}

/** The first request adds its fields to the table, the others refer to them, but for the path. */
function request(id: number): Buffer {
  const fields =
    id === 1
      ? [
          literal(':authority', 'shop.example:8080', true),
          literal('user-agent', 'h2load nghttp2/1.52.0', true),
          literal('authorization', 'Bearer abc.def.ghi', true),
        ]
      : [];
  return get(id, `/items?page=${id}`, ...fields, literal('accept', '*/*'));
}

function answer(id: number): Buffer {
  const type = literal('content-type', 'application/json');
  return ok(
    id,
    '{"id":12345}',
    type,
    literal('date', 'Wed, 25 Nov 2026 18:00:00 GMT'),
    indexed(54),
  );
}

/** Small exchanges on one connection, through decoding, streams, parsing, pairing and redaction. */
export function measureHttp2(rounds: number): Http2Measured {
  let exchanges = 0;
  const records = new Http2Records();
  const trace = new Trace(
    {
      redactor: new Redactor(),
      captureLimit: 65_536,
      exclusion: new Exclusion(undefined),
      processes: new ProcessTable(
        () => null,
        () => records.nowNs / 1e6,
      ),
      nowNs: () => records.nowNs,
    },
    {
      exchange: ({ completeness }) => {
        if (completeness.state === 'complete') exchanges++;
      },
      connection: () => {},
      streamLoss: (events) => {
        throw new Error(`${events} messages were lost.`);
      },
    },
  );
  const reader = new RecordReader(
    decodeInto({
      socket: (event) => trace.socket(event),
      data: (event) => trace.data(event),
      process: (event) => trace.process(event),
      clock: (event) => trace.clockEvent(event),
      loss: () => {},
      retransmit: () => {},
      unix: () => {},
      report: () => {},
    }),
  );
  reader.push(records.opening());
  // Only what comes after the first third counts: before, the program is not yet as fast as it gets.
  const warm = Math.floor(rounds / 3);
  let exchangesBefore = 0;
  let cpu = 0;
  let heapBefore = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = records.round();
    if (round === warm) {
      heapBefore = heapUsed();
      exchangesBefore = exchanges;
      cpu = 0;
    }
    const { user, system } = process.cpuUsage();
    reader.push(bytes);
    trace.tick();
    const spent = process.cpuUsage({ user, system });
    cpu += spent.user + spent.system;
  }
  const grownBytes = heapUsed() - heapBefore;
  const counted = exchanges - exchangesBefore;
  trace.finish();
  return { exchanges: counted, cpuSeconds: cpu / 1e6, grownBytes };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
