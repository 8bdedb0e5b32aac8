import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventFlag } from '../capture/events.ts';
import { clockRecord, dataRecord, lossRecord, reportRecord } from './record-writer.ts';

/**
 * What a loader does in a test. Each ends when its standard input closes, but the stubborn one; the slow one
 * has said everything by then, but takes longer.
 */
export type LoaderBehaviour =
  | 'trace'
  | 'slow'
  | 'flood'
  | 'refuse'
  | 'crash'
  | 'crash-later'
  | 'garbage'
  | 'stubborn';

/** Exchanges of a flood, told as fast as a pipe takes them: more than the agent ever holds. */
export const floodExchanges = 30_000;

const failed = JSON.stringify({
  type: 'failed',
  code: 'no-design',
  message: 'the kernel refused every capture design that was tried',
  refused: [
    { design: 'tracepoint', attachment: 'fentry', reason: 'load: Operation not permitted' },
  ],
});
const ready = JSON.stringify({
  type: 'ready',
  design: 'tracepoint',
  attachment: 'fentry',
  refused: [],
});
const flags = eventFlag.FLAG_ACCEPTED;
const task = { pid: 1, comm: 'httpd' };
const exchange = [
  dataRecord({
    ...{ connection: 1, flags, timeNs: 2000, position: 0, task },
    bytes: 'GET /?token=abc HTTP/1.1\r\nHost: a\r\n\r\n',
  }),
  dataRecord({
    ...{ connection: 1, flags: flags | eventFlag.FLAG_SEND, timeNs: 3000, position: 0, task },
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
  }),
];
const clock = clockRecord(1000, 1_700_000_000_000_000_000n);
const on = [clock, reportRecord(ready), ...exchange, lossRecord(0, 5, 500)];

const told = reportRecord(JSON.stringify({ type: 'told' }));

const enomem = 'loading failed: Cannot allocate memory; libbpf: failed';
/** What `--check` prints, but for the loader whose output is garbage. */
const checked = JSON.stringify({
  type: 'check',
  parts: [
    { name: 'BTF', reason: '' },
    { name: 'tracefs', reason: 'No such file or directory' },
  ],
  designs: [
    { design: 'tracepoint', attachment: 'fentry', reason: 'attaching failed: strerror_r(-524)=22' },
    { design: 'tracepoint', attachment: 'kprobe' },
    { design: 'raw_tp', attachment: 'raw_tp', reason: enomem },
    { design: 'of-the-future', attachment: 'any' },
  ],
});

/** One kept connection, with a small answer to each request: five of them a millisecond. */
function flood(): Buffer[] {
  const response = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwater';
  const records: Buffer[] = [];
  let asked = 0;
  for (let n = 0; n < floodExchanges; n++) {
    const request = `GET /flood/${n} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const common = { connection: 2, task, timeNs: 4000 + n * 200_000 };
    const sent = { flags: flags | eventFlag.FLAG_SEND, position: n * response.length };
    records.push(
      dataRecord({ ...common, flags, position: asked, bytes: request }),
      dataRecord({ ...common, ...sent, bytes: response }),
    );
    asked += request.length;
  }
  return records;
}

const output: Readonly<Record<Exclude<LoaderBehaviour, 'flood'>, readonly Buffer[]>> = {
  trace: on,
  slow: on,
  stubborn: on,
  'crash-later': on,
  refuse: [reportRecord(failed)],
  crash: [],
  garbage: [Buffer.from('this is not what a loader says')],
};

/** A folder with an executable `http-trace-loader` that behaves so, and beside it a copy of `files`. */
export class LoaderFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'http-trace-agent-'));
  readonly loader = join(this.path, 'http-trace-loader');
  /** Holds the loader's process id once it runs, and after it the arguments it got. */
  readonly started = join(this.path, 'started');

  constructor(behaviour: LoaderBehaviour, files: readonly string[] = []) {
    const bytes = behaviour === 'flood' ? [...on, ...flood()] : output[behaviour];
    const records = join(this.path, 'records');
    writeFileSync(records, Buffer.concat(bytes));
    const script = `#!${process.execPath}
const behaviour = ${JSON.stringify(behaviour)};
if (process.argv[2] === '--can-trace') process.exit(1);
if (process.argv[2] === '--check') {
  console.log(behaviour === 'garbage' ? 'nonsense' : ${JSON.stringify(checked)});
  process.exit(0);
}
require('node:fs').writeFileSync(${JSON.stringify(this.started)}, [process.pid, ...process.argv.slice(2)].join(' '));
const records = require('node:fs').readFileSync(${JSON.stringify(records)});
process.stdout.write(records, () => {
  if (behaviour === 'refuse') process.exit(1);
  if (behaviour === 'crash') { console.error('bang'); process.exit(3); }
  if (behaviour === 'crash-later') setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 300);
});
process.on('SIGTERM', () => {});
process.stdin.resume().on('end', () => {
  if (behaviour === 'slow') {
    process.stdout.write(Buffer.from(${JSON.stringify(told.toString('base64'))}, 'base64'));
    setTimeout(() => process.exit(0), 2500);
  } else if (behaviour !== 'stubborn') process.exit(0);
});
setInterval(() => {}, 1000);
`;
    writeFileSync(this.loader, script);
    chmodSync(this.loader, 0o755);
    for (const file of files) copyFileSync(file, join(this.path, 'agent.cjs'));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
