import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { StartResult } from '../protocol/messages.ts';
import { decodeInto } from './decoder.ts';
import type { EventHandler, PacketHandler } from './events.ts';
import { CaptureFailure } from './failure.ts';
import type { LoaderCommand } from './privilege.ts';
import { RecordReader, RecordStreamError } from './record-reader.ts';
import { parseReport } from './report.ts';
import { answerSudo } from './sudo.ts';

/** Who takes what a loader tells: the events, and what becomes of it. */
export interface LoaderListener extends Omit<EventHandler, 'report'>, PacketHandler {
  /** Everything that has come so far was handed over. */
  read(): void;
  log(line: string): void;
  /** Once, when a capture that was on ends without having been asked to. */
  ended(failure: CaptureFailure): void;
}

const startPatienceMs = 60_000;
/** How long a loader that is to end may say nothing, and how long it may go on saying what it still has. */
const endPatienceMs = 2000;
const longestEndMs = 4000;
/** How long it is waited for while the kernel detaches; the extension waits a little longer. */
const detachPatienceMs = 5000;

/** A running loader: its records go to the listener until {@link close}, or until it ends by itself. */
export class Loader {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #reader: RecordReader;
  readonly #exited: Promise<void>;
  #toldAll!: () => void;
  /** It said that nothing more comes, or ended. */
  readonly #silent: Promise<void>;
  readonly #started: Promise<StartResult>;
  #settleStart!: { ready(result: StartResult): void; failed(failure: CaptureFailure): void };
  #ready = false;
  #over = false;
  #chunks = 0;
  #lastWords = '';

  constructor(
    command: LoaderCommand,
    options: readonly string[],
    readonly listener: LoaderListener,
  ) {
    this.#started = new Promise((resolve, reject) => {
      this.#settleStart = { ready: resolve, failed: reject };
    });
    // Whoever waits for the start gets the failure; a stop may come before anybody does.
    this.#started.catch(() => {});
    const child = spawn(command.program, [...command.prefix, ...options], { cwd: '/' });
    this.#child = child;
    this.#reader = new RecordReader(
      decodeInto(
        {
          socket: (event) => listener.socket(event),
          retransmit: (event) => listener.retransmit(event),
          unix: (event) => listener.unix(event),
          data: (event) => listener.data(event),
          process: (event) => listener.process(event),
          loss: (event) => listener.loss(event),
          clock: (event) => listener.clock(event),
          report: (json) => this.#report(json),
        },
        listener,
      ),
    );
    child.stdout.on('data', (chunk: Buffer) => this.#records(chunk));
    const { sudo } = command;
    if (sudo) {
      const answer = (times: number) => (times === 1 ? sudo.password : undefined);
      answerSudo(child, sudo.prompt, answer, (text) => this.#words(text));
    } else child.stderr.setEncoding('utf8').on('data', (text: string) => this.#words(text));
    // A loader that is gone is told by its end.
    child.stdin.on('error', () => {});
    this.#exited = new Promise((resolve) => {
      child.on('error', (error) => {
        this.#fail(
          new CaptureFailure('loader-ended', `The loader did not start: ${error.message}.`),
        );
        resolve();
      });
      child.once('close', (code, signal) => {
        this.#exitedWith(code === null ? `signal ${signal}` : `status ${code}`);
        resolve();
      });
    });
    const told = new Promise<void>((resolve) => {
      this.#toldAll = resolve;
    });
    this.#silent = Promise.race([told, this.#exited]);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when capture is on; rejects with a {@link CaptureFailure}. */
  async started(): Promise<StartResult> {
    const tooLate = setTimeout(() => {
      const message = `The loader did not attach within ${startPatienceMs / 1000} seconds.`;
      this.#fail(new CaptureFailure('no-design', message));
    }, startPatienceMs);
    try {
      return await this.#started;
    } finally {
      clearTimeout(tooLate);
    }
  }

  /** Has the loader end; resolves once it has said what it still has to say, or is killed. */
  async close(): Promise<void> {
    this.#ready = false;
    this.#child.stdin.end();
    const latest = performance.now() + longestEndMs;
    do {
      const said = this.#chunks;
      if (await happensWithin(endPatienceMs, this.#silent)) return;
      if (said === this.#chunks) break;
    } while (performance.now() < latest);
    this.listener.log('The loader does not end by itself; it is killed.');
    this.#child.kill('SIGKILL');
  }

  /**
   * Waits for the end of a loader that was closed. Each program is detached once no processor is in it, for which a
   * busy machine takes long; killing the loader would not hasten that.
   */
  async gone(): Promise<void> {
    if (await happensWithin(detachPatienceMs, this.#exited)) return;
    this.listener.log('The kernel takes long to detach everything; the loader ends after that.');
  }

  #records(chunk: Buffer): void {
    this.#chunks++;
    if (this.#over) return;
    try {
      this.#reader.push(chunk);
      this.listener.read();
    } catch (error) {
      if (!(error instanceof RecordStreamError)) throw error;
      this.#fail(new CaptureFailure('loader-ended', error.message));
    }
  }

  #report(json: string): void {
    const report = parseReport(json);
    if (report?.type === 'ready') {
      const { design, attachment, refused } = report;
      this.#ready = true;
      this.#settleStart.ready({ design, attachment, refused });
    } else if (report?.type === 'told') this.#toldAll();
    else if (report) {
      const reasons = report.refused.map(
        ({ design, attachment, reason }) => `${design} (${attachment}): ${reason}`,
      );
      const message = [report.message, ...reasons].join('; ');
      this.#fail(new CaptureFailure(report.code, message));
    } else throw new RecordStreamError('The loader sent a report that cannot be read.');
  }

  #words(text: string): void {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      this.#lastWords = line.slice(0, 500);
      this.listener.log(`loader: ${this.#lastWords}`);
    }
  }

  #exitedWith(how: string): void {
    const words = this.#lastWords === '' ? '' : ` (${this.#lastWords})`;
    this.#fail(new CaptureFailure('loader-ended', `The loader ended with ${how}${words}.`));
  }

  /** The first failure counts; nothing the loader sends afterwards is looked at. */
  #fail(failure: CaptureFailure): void {
    if (this.#over) return;
    this.#over = true;
    this.#child.stdin.end();
    if (this.#ready) this.listener.ended(failure);
    this.#ready = false;
    this.#settleStart.failed(failure);
  }
}

function happensWithin(patienceMs: number, event: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs);
    void event.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
