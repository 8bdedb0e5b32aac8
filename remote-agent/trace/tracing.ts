import { dirname, join } from 'node:path';
import type { LossEvent } from '../capture/events.ts';
import type { CaptureFailure } from '../capture/failure.ts';
import { Loader } from '../capture/loader.ts';
import { chooseLoaderCommand } from '../capture/privilege.ts';
import { Exclusion } from '../process/exclusion.ts';
import { readProcEntry, seesInitialPidNamespace } from '../process/proc-files.ts';
import { ProcessTable } from '../process/process-table.ts';
import type { ConnectionEvent } from '../protocol/connection.ts';
import type { Exchange } from '../protocol/exchange.ts';
import type { LossReason, StartParams, StartResult } from '../protocol/messages.ts';
import { lossReason } from './loss-reason.ts';
import { Trace } from './trace.ts';

/** Who takes what a trace tells. */
export interface TracingOutput {
  exchange(exchange: Exchange): void;
  connection(event: ConnectionEvent): void;
  loss(reason: LossReason, events: number, bytes: number): void;
  log(line: string): void;
  /** The trace ended without having been asked to; everything it held has been told. */
  ended(failure: CaptureFailure): void;
}

const tickMs = 10;

/** A trace that is on: the loader, what is made of its events, and the clock that drives both. */
export class Tracing {
  readonly #loader: Loader;
  readonly #trace: Trace;
  readonly #timer: NodeJS.Timeout;
  #finished = false;

  private constructor(
    loader: (tracing: Trace, onEnded: (failure: CaptureFailure) => void) => Loader,
    trace: Trace,
    readonly output: TracingOutput,
  ) {
    this.#trace = trace;
    this.#loader = loader(trace, (failure) => {
      this.#finish();
      output.ended(failure);
    });
    this.#timer = setInterval(() => trace.tick(), tickMs);
  }

  /** Starts the loader and waits until capture is on. Rejects with a {@link CaptureFailure}. */
  static async start(
    params: StartParams,
    output: TracingOutput,
  ): Promise<{ readonly tracing: Tracing; readonly result: StartResult }> {
    const loader = join(dirname(process.argv[1] ?? ''), 'http-trace-loader');
    const command = await chooseLoaderCommand(loader, process.getuid?.() ?? -1);
    const exclusion = ownTraffic();
    const nowNs = () => Number(process.hrtime.bigint());
    const read = seesInitialPidNamespace() ? readProcEntry : () => null;
    const processes = new ProcessTable(read, () => nowNs() / 1e6);
    const { redact, captureLimit } = params;
    const trace = new Trace(
      { redact, captureLimit, exclusion, processes, nowNs },
      {
        exchange: (exchange) => output.exchange(exchange),
        connection: (event) => output.connection(event),
        streamLoss: (events, bytes) => output.loss('stream-table-full', events, bytes),
      },
    );
    const sink = (into: Trace) => ({
      socket: into.socket.bind(into),
      data: into.data.bind(into),
      process: into.process.bind(into),
      clock: into.clockEvent.bind(into),
      loss: (event: LossEvent) => output.loss(lossReason(event.reason), event.events, event.bytes),
    });
    const tracing = new Tracing(
      (into, onEnded) => new Loader(command, params, sink(into), output.log, onEnded),
      trace,
      output,
    );
    exclusion.addProcess(tracing.#loader.pid);
    try {
      return { tracing, result: await tracing.#loader.started() };
    } catch (failure) {
      await tracing.stop();
      throw failure;
    }
  }

  /** Detaches everything, and tells what is still held. */
  async stop(): Promise<void> {
    await this.#loader.stop();
    this.#finish();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    clearInterval(this.#timer);
    this.#trace.finish();
  }
}

function ownTraffic(): Exclusion {
  const exclusion = new Exclusion(process.env['SSH_CONNECTION']);
  exclusion.addProcess(process.pid);
  exclusion.addSshAncestors(process.pid, readProcEntry);
  return exclusion;
}
