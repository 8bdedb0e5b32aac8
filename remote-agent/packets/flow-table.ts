import { type ConnectionKey, type PacketEvent, packetFlag, type Tuple } from '../capture/events.ts';
import { Flow, type FlowOptions } from './flow.ts';

const limit = 32_768;
/** For so long packets of a connection that is over may still come. */
const lingerNs = 10e9;

/** The connections whose packets are seen, by the kernel's entries and by their ends. */
export class FlowTable {
  readonly #byEntry = new Map<ConnectionKey, Flow>();
  /** From the oldest to the newest. */
  readonly #flows = new Map<Flow, { readonly entries: ConnectionKey[]; readonly ends: string }>();
  readonly #byEnds = new Map<string, Flow>();

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
      this.#flows.get(same)?.entries.push(event.entry);
      return same;
    }
    if (!begins && event.length === 0) return null;
    if (same && !same.closed) this.evict(same);
    if (same) this.#remove(same);
    return this.#add(new Flow(event, this.options), event.entry, ends);
  }

  [Symbol.iterator](): IterableIterator<Flow> {
    return this.#flows.keys();
  }

  /** Forgets connections that are over. */
  sweep(nowNs: number): void {
    for (const flow of this.#flows.keys()) {
      if (flow.closed && flow.lastNs < nowNs - lingerNs) this.#remove(flow);
    }
  }

  #add(flow: Flow, entry: ConnectionKey, ends: string): Flow {
    this.#byEntry.set(entry, flow);
    this.#byEnds.set(ends, flow);
    this.#flows.set(flow, { entries: [entry], ends });
    if (this.#flows.size > limit) {
      const [oldest] = this.#flows.keys();
      if (oldest) {
        if (!oldest.closed) this.evict(oldest);
        this.#remove(oldest);
      }
    }
    return flow;
  }

  #remove(flow: Flow): void {
    const place = this.#flows.get(flow);
    if (!place) return;
    this.#flows.delete(flow);
    for (const entry of place.entries) this.#byEntry.delete(entry);
    if (this.#byEnds.get(place.ends) === flow) this.#byEnds.delete(place.ends);
  }
}

/** The same for both directions. */
function endsOf({ local, remote }: Tuple, direction: number): string {
  const [one, other] = direction === 0 ? [local, remote] : [remote, local];
  return `${one.address} ${one.port} ${other.address} ${other.port}`;
}
