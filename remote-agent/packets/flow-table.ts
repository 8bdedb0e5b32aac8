import { type ConnectionKey, type PacketEvent, packetFlag, type Tuple } from '../capture/events.ts';
import { Flow, type FlowOptions } from './flow.ts';

const limit = 32_768;
/** For so long packets of a connection that is over may still come. */
const lingerNs = 10e9;
/** Connections in a row that may stay because packets of theirs came since they were last asked to go. */
const secondChances = 32;

interface Place {
  /** The kernel's. */
  readonly entries: ConnectionKey[];
  readonly ends: string;
  /** The time of the newest packet when the connection was last asked to give way. */
  askedNs: number;
}

/** The connections whose packets are seen, by the kernel's entries and by their ends. */
export class FlowTable {
  readonly #byEntry = new Map<ConnectionKey, Flow>();
  readonly #byEnds = new Map<string, Flow>();
  /** In the order in which they are asked to give way. */
  readonly #open = new Map<Flow, Place>();
  /** In the order in which they ended. */
  readonly #over = new Map<Flow, Place>();

  constructor(
    readonly options: FlowOptions,
    /** The table is full: this connection is given up. */
    readonly evict: (flow: Flow) => void,
  ) {}

  /** `null`: the packet does not begin anything. */
  of(event: PacketEvent): Flow | null {
    const known = this.#byEntry.get(event.entry);
    if (known) return known;
    const { tuple } = event;
    const ends = endsOf(tuple, event.direction);
    const begins = (event.segment & packetFlag.PACKET_SYN) !== 0;
    const same = this.#byEnds.get(ends);
    // The kernel's table was full, and it has made a new entry.
    if (same && !same.closed && !begins) {
      this.#byEntry.set(event.entry, same);
      this.#open.get(same)?.entries.push(event.entry);
      return same;
    }
    if (!begins && event.length === 0) return null;
    if (same && !same.closed) this.evict(same);
    if (same) this.#remove(same);
    return this.#add(new Flow(event, this.options), event.entry, ends);
  }

  /** Those that are open. */
  [Symbol.iterator](): IterableIterator<Flow> {
    return this.#open.keys();
  }

  /** Whoever closes a connection says so here. */
  isOver(flow: Flow): void {
    const place = this.#open.get(flow);
    if (!place) return;
    this.#open.delete(flow);
    this.#over.set(flow, place);
  }

  /** Forgets connections that are over. */
  sweep(nowNs: number): void {
    for (const flow of this.#over.keys()) {
      if (flow.lastNs < nowNs - lingerNs) this.#remove(flow);
    }
  }

  #add(flow: Flow, entry: ConnectionKey, ends: string): Flow {
    if (this.#open.size + this.#over.size >= limit) this.#makeRoom();
    this.#byEntry.set(entry, flow);
    this.#byEnds.set(ends, flow);
    this.#open.set(flow, { entries: [entry], ends, askedNs: flow.lastNs });
    return flow;
  }

  /** Many short connections do not drive out those that stay, nor do those on which nothing more is said. */
  #makeRoom(): void {
    const [ended] = this.#over.keys();
    if (ended) {
      this.#remove(ended);
      return;
    }
    let chances = secondChances;
    for (const [flow, place] of this.#open) {
      if (chances-- > 0 && flow.lastNs > place.askedNs) {
        place.askedNs = flow.lastNs;
        this.#open.delete(flow);
        this.#open.set(flow, place);
        continue;
      }
      this.evict(flow);
      this.#remove(flow);
      return;
    }
  }

  #remove(flow: Flow): void {
    const place = this.#open.get(flow) ?? this.#over.get(flow);
    if (!place) return;
    this.#open.delete(flow);
    this.#over.delete(flow);
    for (const entry of place.entries) this.#byEntry.delete(entry);
    if (this.#byEnds.get(place.ends) === flow) this.#byEnds.delete(place.ends);
  }
}

/** The same for both directions. */
function endsOf({ local, remote }: Tuple, direction: number): string {
  const [one, other] = direction === 0 ? [local, remote] : [remote, local];
  return `${one.address} ${one.port} ${other.address} ${other.port}`;
}
