import { share } from '../json/ascii-json.ts';
import type { Process } from '../protocol/exchange.ts';
import { joinArguments } from './arguments.ts';
import { ContainerNames } from './container-names.ts';
import type { ProcEntry } from './proc-files.ts';

interface Known {
  readonly process: Process;
  /** As they were read. */
  readonly args: string;
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
    /** A command line as it may be told, of arguments that each end with a NUL. */
    readonly commandOf: (args: string) => string = joinArguments,
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
      command: this.commandOf(entry?.command ?? ''),
      ...(entry?.cwd === undefined ? {} : { cwd: entry.cwd }),
      ...(container ? { container } : {}),
    };
    const args = entry?.command ?? '';
    this.#keep({ process, args, comm, startTime: entry?.startTime ?? '', checkedMs: nowMs });
    return process;
  }

  /** The capture tells with which arguments a process was started, each ended by a NUL; /proc knows its own name and all of its arguments. */
  told(pid: number, comm: string, command: string): void {
    const { name, command: known } = this.lookup(pid, comm);
    if (known !== '' || command === '') return;
    const process = { pid, name, command: this.commandOf(command) };
    this.#keep({ process, args: command, comm, startTime: '', checkedMs: this.nowMs() });
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
    const { args, process, startTime } = known;
    const { name, cwd } = process;
    const isSameProgram = name === entry.name && args === entry.command && cwd === entry.cwd;
    return startTime === entry.startTime && isSameProgram;
  }
}
