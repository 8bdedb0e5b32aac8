import { CaptureFailure } from '../capture/failure.ts';
import { Loader } from '../capture/loader.ts';
import { loaderOptions } from '../capture/loader-options.ts';
import { loaderPath } from '../capture/loader-path.ts';
import { chooseLoaderCommand, type LoaderCommand } from '../capture/privilege.ts';
import { resolveOnly } from '../only/watched.ts';
import { LocalAddresses } from '../packets/local-addresses.ts';
import { PacketCapture } from '../packets/packet-capture.ts';
import { argumentsOf } from '../process/arguments.ts';
import { Exclusion } from '../process/exclusion.ts';
import { readProcEntry, seesInitialPidNamespace } from '../process/proc-files.ts';
import { ProcessTable } from '../process/process-table.ts';
import type { ConnectionEvent } from '../protocol/connection.ts';
import type { Exchange } from '../protocol/exchange.ts';
import type { LossReason, StartParams, StartResult } from '../protocol/messages.ts';
import { redactArguments } from '../redaction/command-line.ts';
import { Redactor } from '../redaction/redactor.ts';
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
  readonly #packets: PacketCapture;
  #timer: NodeJS.Timeout | null = null;
  #finished = false;

  private constructor(
    command: LoaderCommand,
    options: readonly string[],
    trace: Trace,
    readonly output: TracingOutput,
  ) {
    this.#trace = trace;
    const addresses = new LocalAddresses(() => performance.now());
    const packets = new PacketCapture(
      {
        socket: (event) => trace.socket(event),
        retransmit: (event) => trace.retransmit(event),
        data: (event) => trace.data(event),
        streamLoss: (events, bytes) => output.loss('stream-table-full', events, bytes),
      },
      (one, other) => addresses.ends(one, other),
    );
    this.#packets = packets;
    this.#loader = new Loader(command, options, {
      socket: (event) => trace.socket(event),
      retransmit: (event) => trace.retransmit(event),
      unix: (event) => trace.unix(event),
      data: (event) => trace.data(event),
      packet: (event) => packets.packet(event),
      owner: (event) => packets.owner(event),
      process: (event) => trace.process(event),
      clock: (event) => trace.clockEvent(event),
      loss: ({ reason, events, bytes }) => output.loss(lossReason(reason), events, bytes),
      read: () => this.#wake(),
      log: (line) => output.log(line),
      ended: (failure) => {
        this.#finish();
        output.ended(failure);
      },
    });
  }

  /** Starts the loader and waits until capture is on. Rejects with a {@link CaptureFailure}. */
  static async start(
    params: StartParams,
    output: TracingOutput,
  ): Promise<{ readonly tracing: Tracing; readonly result: StartResult }> {
    const command = await chooseLoaderCommand(
      loaderPath(),
      process.getuid?.() ?? -1,
      params.sudoPassword,
    );
    const options = loaderOptions(params, resolveOnly(params.only));
    const exclusion = ownTraffic();
    const nowNs = () => Number(process.hrtime.bigint());
    const read = seesInitialPidNamespace() ? readProcEntry : () => null;
    const redactor = redactorFor(params);
    const commandOf = (args: string) => commandLine(args, redactor);
    const processes = new ProcessTable(read, () => nowNs() / 1e6, commandOf);
    const captureLimit =
      params.captureLimit === 'unlimited' ? Number.MAX_SAFE_INTEGER : params.captureLimit;
    const trace = new Trace(
      { redactor, captureLimit, exclusion, processes, nowNs },
      {
        exchange: (exchange) => output.exchange(exchange),
        connection: (event) => output.connection(event),
        streamLoss: (events, bytes) => output.loss('stream-table-full', events, bytes),
      },
    );
    const tracing = new Tracing(command, options, trace, output);
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
    await this.#loader.close();
    this.#finish();
    await this.#loader.gone();
  }

  #wake(): void {
    if (!this.#finished) this.#timer ??= setTimeout(() => this.#tick(), tickMs);
  }

  #tick(): void {
    this.#timer = null;
    this.#packets.tick(this.#trace.nowNs);
    this.#trace.tick();
    if (!this.#trace.idle || !this.#packets.idle) this.#wake();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#packets.finish();
    this.#trace.finish();
  }
}

function commandLine(args: string, redactor: Redactor | null): string {
  const all = argumentsOf(args);
  return (redactor ? redactArguments(all, redactor) : all).join(' ');
}

/** `null`: secrets are told. */
export function redactorFor({ redact, secretPatterns }: StartParams): Redactor | null {
  if (!redact) return null;
  try {
    return new Redactor(secretPatterns);
  } catch (error) {
    if (error instanceof SyntaxError) throw new CaptureFailure('bad-setting', error.message);
    throw error;
  }
}

function ownTraffic(): Exclusion {
  const exclusion = new Exclusion(process.env['SSH_CONNECTION']);
  exclusion.addProcess(process.pid);
  exclusion.addSshAncestors(process.pid, readProcEntry);
  return exclusion;
}
