import { share } from '../json/ascii-json.ts';
import type { Process } from '../protocol/exchange.ts';
import { ContainerNames } from './container-names.ts';
import type { ProcEntry } from './proc-files.ts';

interface Known {
  readonly process: Process;
  readonly startTime: string;
  readonly comm: string;
  checkedMs: number;
}

/** For so long a pid is taken for the process that it was. */
const trustMs = 1000;
/** A thread's own name differs for good; a process that has just called exec differs from now on. */
const otherCommTrustMs = 50;
const limit = 4096;

/**
 * Who a pid is. Processes are read as early as an event names them, because many are gone soon; one that is
 * gone already has its name from the event, and no command.
 */
export class ProcessTable {
  readonly #known = new Map<number, Known>();
  readonly #containerNames = new ContainerNames((pid) => this.read(pid));

  constructor(
    readonly read: (pid: number) => ProcEntry | null,
    readonly nowMs: () => number,
  ) {}

  /** `comm` is the name that the event gave. */
  lookup(pid: number, comm: string): Process {
    const nowMs = this.nowMs();
    const known = this.#known.get(pid);
    if (known) {
      const age = nowMs - known.checkedMs;
      if (age < (comm === known.comm ? trustMs : otherCommTrustMs)) return known.process;
    }
    const entry = this.read(pid);
    if (known && this.#same(known, entry, comm)) {
      known.checkedMs = nowMs;
      return known.process;
    }
    const container = entry?.container && this.#containerNames.named(entry.container, pid);
    const process = {
      pid,
      name: entry?.name ?? comm,
      command: entry?.command ?? '',
      ...(container ? { container } : {}),
    };
    this.#keep({ process, comm, startTime: entry?.startTime ?? '', checkedMs: nowMs });
    return process;
  }

  /** The capture tells what a process was started as; /proc knows its own name and all of its arguments. */
  told(pid: number, comm: string, command: string): void {
    const { name, command: known } = this.lookup(pid, comm);
    if (known !== '' || command === '') return;
    this.#keep({ process: { pid, name, command }, comm, startTime: '', checkedMs: this.nowMs() });
  }

  #keep(known: Known): void {
    share(known.process);
    this.#known.delete(known.process.pid);
    this.#known.set(known.process.pid, known);
    if (this.#known.size > limit) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
  }

  #same(known: Known, entry: ProcEntry | null, comm: string): boolean {
    // Gone by now: what was read while it lived is better.
    if (!entry) return comm === known.comm;
    const { name, command } = known.process;
    return known.startTime === entry.startTime && name === entry.name && command === entry.command;
  }
}
