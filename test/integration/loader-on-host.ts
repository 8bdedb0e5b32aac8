import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dist } from '../../build/paths.ts';
import { decodeInto } from '../../remote-agent/capture/decoder.ts';
import type {
  DataEvent,
  EventHandler,
  LossEvent,
  ProcessEvent,
  RetransmitEvent,
  SocketEvent,
  UnixEvent,
} from '../../remote-agent/capture/events.ts';
import { RecordReader } from '../../remote-agent/capture/record-reader.ts';
import { parseReport } from '../../remote-agent/capture/report.ts';
import type { VmHost } from '../vm/host.ts';
import { sshArguments } from '../vm/ssh.ts';

/** How the programs of a design are attached; `kprobes only` is a design that has no other way. */
export type Attachment = 'fentry' | 'kprobe' | 'kprobes only' | 'tp_btf' | 'raw_tp';

/** The events that tell of connections. */
export type TracedEvents = Pick<
  EventHandler,
  'socket' | 'retransmit' | 'unix' | 'data' | 'process'
>;

/** Everything that a loader told, in its order. */
export interface Records {
  readonly sockets: SocketEvent[];
  readonly retransmits: RetransmitEvent[];
  readonly unix: UnixEvent[];
  readonly data: DataEvent[];
  readonly processes: ProcessEvent[];
  readonly losses: LossEvent[];
  /** Hands each of them but the losses to a handler, in the order in which they came. */
  readonly inOrder: ((handler: TracedEvents) => void)[];
}

/** Where {@link placeLoader} puts it. */
export const loaderPath = '/root/http-trace-loader';

const LOSS_PROBE_MISSED = 3;

/**
 * The losses that a design answers for. No program runs while it does already on the same processor, as in an
 * interrupt; one at a kprobe not while any other does. The kernel counts these runs, and nobody knows whether they had
 * to do with a traced connection: whether anything is missing the other checks tell.
 */
export function answeredFor(losses: readonly LossEvent[]): LossEvent[] {
  return losses.filter(({ reason, bytes }) => reason !== LOSS_PROBE_MISSED || bytes > 0);
}

export async function placeLoader(host: VmHost): Promise<void> {
  const input = await readFile(join(dist, 'agent/x86_64/http-trace-loader'));
  await host.mustRun(`cat >${loaderPath} && chmod 700 ${loaderPath}`, { user: 'root', input });
}

/** The loader alone, run by root on a test host, its records sent here. */
export class LoaderOnHost {
  readonly records: Records = {
    sockets: [],
    retransmits: [],
    unix: [],
    data: [],
    processes: [],
    losses: [],
    inOrder: [],
  };
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  #words = '';
  #ready = false;
  #failure: unknown;

  constructor(host: VmHost, attachment: Attachment, options: readonly string[] = []) {
    const chosen =
      attachment === 'kprobes only' ? ['--design', 'kprobe'] : ['--attachment', attachment];
    const words = [loaderPath, ...chosen, ...options].join(' ');
    const child = spawn('ssh', [...sshArguments({ ...host.target, user: 'root' }), words]);
    this.#child = child;
    this.#exited = once(child, 'close');
    const { sockets, retransmits, unix, data, processes, losses, inOrder } = this.records;
    const reader = new RecordReader(
      decodeInto({
        socket: (event) => {
          sockets.push(event);
          inOrder.push((handler) => handler.socket(event));
        },
        retransmit: (event) => {
          retransmits.push(event);
          inOrder.push((handler) => handler.retransmit(event));
        },
        unix: (event) => {
          unix.push(event);
          inOrder.push((handler) => handler.unix(event));
        },
        data: (event) => {
          data.push(event);
          inOrder.push((handler) => handler.data(event));
        },
        process: (event) => {
          processes.push(event);
          inOrder.push((handler) => handler.process(event));
        },
        loss: (event) => losses.push(event),
        clock: () => {},
        report: (json) => {
          this.#ready = parseReport(json)?.type === 'ready';
          this.#words += json;
        },
      }),
    );
    child.stdout.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.#failure ??= error;
      }
      child.emit('told');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#words += chunk.toString();
    });
    child.once('close', () => child.emit('told'));
  }

  /** Resolves once capture is on. */
  async ready(): Promise<void> {
    while (!this.#ready) {
      if (this.#child.exitCode !== null) throw new Error(`The loader ended: ${this.#words}`);
      await once(this.#child, 'told');
    }
  }

  /** Reads nothing more of what it tells, until {@link goOn}. */
  stall(): void {
    this.#child.stdout.pause();
  }

  goOn(): void {
    this.#child.stdout.resume();
  }

  /** Resolves when it has told nothing for so long. */
  async silent(ms: number): Promise<void> {
    const told = () => this.records.data.length + this.records.sockets.length;
    for (let before = -1; before !== told(); ) {
      before = told();
      await sleep(ms);
    }
  }

  /** Closes its input, and resolves with what it told to its end. */
  async stop(): Promise<Records> {
    this.#child.stdin.end();
    await this.#exited;
    if (this.#failure) throw this.#failure;
    if (this.#child.exitCode !== 0) throw new Error(`The loader failed: ${this.#words}`);
    return this.records;
  }
}
