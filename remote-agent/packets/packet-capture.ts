import type { OwnerEvent, PacketEvent } from '../capture/events.ts';
import { MemoryBudget } from '../stream/budget.ts';
import type { EndOutput } from './end.ts';
import type { Flow, FlowOptions } from './flow.ts';
import { FlowTable } from './flow-table.ts';
import { Owners } from './owners.ts';

export interface PacketOutput extends EndOutput {
  /** The agent's own limits left something out. */
  streamLoss(events: number, bytes: number): void;
}

/** Bytes that may wait for what comes before them, over all connections. */
const heldLimit = 64 * 1024 * 1024;
/** Linux gives up connecting after 127 s by default. */
const answerPatienceNs = 130e9;
const sweepEveryNs = 5e9;

/** Makes of packets what the other designs' kernel programs tell: sockets that change and bytes that move. */
export class PacketCapture {
  readonly #owners = new Owners();
  readonly #budget = new MemoryBudget(heldLimit);
  readonly #flows: FlowTable;
  readonly #waiting = new Set<Flow>();
  /** CLOCK_MONOTONIC of the newest packet. */
  #newestNs = 0;
  #sweptNs = 0;
  #keys = 0;

  constructor(output: PacketOutput, localEnds: FlowOptions['localEnds']) {
    const options = { owners: this.#owners, budget: this.#budget, output, localEnds };
    this.#flows = new FlowTable({ ...options, newKey: () => ++this.#keys }, (flow) => {
      flow.flush(this.#newestNs);
      this.#waiting.delete(flow);
      output.streamLoss(1, 0);
    });
  }

  packet(event: PacketEvent): void {
    if (event.timeNs > this.#newestNs) this.#newestNs = event.timeNs;
    const flow = this.#flows.of(event);
    if (!flow) return;
    flow.packet(event);
    if (flow.closed) this.#flows.isOver(flow);
    if (flow.waiting) this.#waiting.add(flow);
  }

  owner(event: OwnerEvent): void {
    this.#owners.add(event);
  }

  /** {@link tick} need not be called more often than every few seconds. */
  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  /** Time passes. `nowNs` is how late it is for the packets. */
  tick(nowNs: number): void {
    for (const flow of this.#waiting) {
      flow.expire(nowNs);
      if (!flow.waiting) this.#waiting.delete(flow);
    }
    if (nowNs - this.#sweptNs < sweepEveryNs) return;
    this.#sweptNs = nowNs;
    for (const flow of this.#flows) {
      flow.unansweredSince(nowNs - answerPatienceNs, nowNs);
      if (flow.closed) this.#flows.isOver(flow);
    }
    this.#flows.sweep(nowNs);
  }

  /** The trace is over. */
  finish(): void {
    for (const flow of this.#flows) flow.flush(this.#newestNs);
  }
}
