// Runs in a process of its own, bundled as the agent is: `node measured.cjs LOAD agent|rpc|llhttp SECONDS`, prints one
// JSON object.
import { PassThrough, Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { createMessageConnection, StreamMessageReader } from 'vscode-jsonrpc/node';
import { decodeInto } from '../../../remote-agent/capture/decoder.ts';
import { RecordReader } from '../../../remote-agent/capture/record-reader.ts';
import { Exclusion } from '../../../remote-agent/process/exclusion.ts';
import { ProcessTable } from '../../../remote-agent/process/process-table.ts';
import { Redactor } from '../../../remote-agent/redaction/redactor.ts';
import { notify } from '../../../remote-agent/rpc/handlers.ts';
import { AsciiMessageWriter } from '../../../remote-agent/rpc/message-writer.ts';
import { Outbox } from '../../../remote-agent/rpc/outbox.ts';
import { Llhttp } from '../../../remote-agent/testing/llhttp.ts';
import { clockRecord } from '../../../remote-agent/testing/record-writer.ts';
import { Trace } from '../../../remote-agent/trace/trace.ts';
import { measureHttp2 } from '../http2-exchanges.ts';
import { payloads, RecordStream } from './stream.ts';
import { type Load, loads } from './traffic.ts';

export interface Measured {
  readonly exchanges: number;
  readonly payloadBytes: number;
  readonly cpuSeconds: number;
  /** Growth of the heap and of memory outside of it, collected, from a third of the rounds to all of them. */
  readonly grownBytes: number;
}

/** Takes rounds of records; answers how many exchanges it made of all so far. */
interface Subject {
  round(bytes: Buffer): Promise<void> | void;
  readonly exchanges: number;
}

const beganNs = 1e12;
const http2Rounds = 600;
const pipeBytes = 65_536;
const tickNs = 10e6;

class Agent implements Subject {
  exchanges = 0;
  readonly #trace: Trace;
  readonly #reader: RecordReader;
  readonly #outbox: Outbox | null;
  #nowNs = beganNs;
  #tickedNs = 0;

  constructor({ captureLimit }: Load, opening: Buffer, outbox: Outbox | null) {
    this.#outbox = outbox;
    const nowNs = () => this.#nowNs;
    const processes = new ProcessTable(
      (pid) => ({ startTime: '1', parent: 1, name: `p${pid}`, command: `/usr/sbin/p${pid} -g` }),
      () => nowNs() / 1e6,
    );
    const exclusion = new Exclusion(undefined);
    const trace = new Trace(
      { redactor: new Redactor(), captureLimit, exclusion, processes, nowNs },
      {
        exchange: (exchange) => {
          if (exchange.completeness.state === 'pending') return;
          if (exchange.response?.status === 200) this.exchanges++;
          outbox?.exchange(exchange);
        },
        connection: () => {},
        streamLoss: (events) => {
          throw new Error(`${events} messages were lost.`);
        },
      },
    );
    this.#trace = trace;
    this.#reader = new RecordReader(
      decodeInto({
        socket: (event) => trace.socket(event),
        data: (event) => {
          this.#nowNs = event.timeNs;
          trace.data(event);
        },
        retransmit: (event) => trace.retransmit(event),
        unix: (event) => trace.unix(event),
        process: (event) => trace.process(event),
        clock: (event) => trace.clockEvent(event),
        loss: () => {},
        report: () => {},
      }),
    );
    this.#reader.push(clockRecord(beganNs, 1_700_000_000_000_000_000n));
    this.#reader.push(opening);
  }

  /** In pieces as a pipe hands them over, with the clock that the agent has. */
  async round(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += pipeBytes) {
      this.#reader.push(bytes.subarray(at, at + pipeBytes));
      if (this.#outbox) await new Promise(setImmediate);
      if (this.#nowNs - this.#tickedNs < tickNs) continue;
      this.#tickedNs = this.#nowNs;
      this.#trace.tick();
    }
    await this.#outbox?.drain();
  }
}

class Reference implements Subject {
  exchanges = 0;
  readonly #parsers = new Map<number, Llhttp>();

  round(bytes: Buffer): void {
    for (const { key, sends, bytes: payload } of payloads(bytes)) {
      const name = key * 2 + (sends ? 1 : 0);
      let parser = this.#parsers.get(name);
      if (!parser) {
        parser = new Llhttp(sends ? 'response' : 'request', {
          head: () => false,
          body: () => {},
          end: () => {
            if (sends) this.exchanges++;
          },
        });
        this.#parsers.set(name, parser);
      }
      if (!parser.push(payload)) throw new Error('llhttp refused the load.');
    }
  }
}

function outbox(): Outbox {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const connection = createMessageConnection(
    new StreamMessageReader(new PassThrough()),
    new AsciiMessageWriter(output),
  );
  return new Outbox((name, params) => notify(connection, name, params));
}

async function measure(load: Load, subjectName: string, seconds: number): Promise<Measured> {
  const stream = new RecordStream(load.traffic, beganNs);
  const subject =
    subjectName === 'llhttp'
      ? new Reference()
      : new Agent(load, stream.opening, subjectName === 'rpc' ? outbox() : null);
  let rounds = 0;
  const run = async (cpuSeconds: number): Promise<number> => {
    let used = 0;
    do {
      const bytes = stream.next();
      const before = process.cpuUsage();
      await subject.round(bytes);
      const { user, system } = process.cpuUsage(before);
      used += (user + system) / 1e6;
      rounds++;
    } while (used < cpuSeconds);
    return used;
  };
  await run(seconds / 2);
  const heldBefore = held();
  const [exchangesBefore, roundsBefore] = [subject.exchanges, rounds];
  const cpuSeconds = await run(seconds);
  const exchanges = subject.exchanges - exchangesBefore;
  const expected = (rounds - roundsBefore) * stream.exchangesARound;
  // Those of the last milliseconds may still wait for what the other end has to say.
  const under = load.traffic.bothEnds ? 20_000 : 0;
  if (Math.abs(exchanges - expected) > under) {
    throw new Error(`${exchanges} of ${expected} exchanges were told.`);
  }
  const payloadBytes = (rounds - roundsBefore) * stream.payloadARound;
  return { exchanges, payloadBytes, cpuSeconds, grownBytes: held() - heldBefore };
}

function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// As the agent does.
setFlagsFromString('--no-allocation-site-pretenuring');
const [, , name = '', subject = 'agent', seconds = '2'] = process.argv;

async function measured(): Promise<Measured> {
  if (name === 'http2') return { ...measureHttp2(http2Rounds), payloadBytes: 0 };
  const load = loads.find((one) => one.name === name);
  if (!load) throw new Error(`No load ${name}.`);
  return measure(load, subject, Number(seconds));
}

measured().then(
  (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
