import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { ExchangeStore } from '../store/exchange-store.ts';

/** Exchanges that are looked at, and that are told, for one of them. */
const mostSearched = 50_000;
const mostTold = 200;

export interface Linked {
  readonly exchange: Exchange;
  /** How many others it was made for, one for the other. */
  readonly depth: number;
}

/** The latest exchanges on the connection of one, oldest first. */
export function onConnection(store: ExchangeStore, { connection }: Exchange): readonly Exchange[] {
  const found: Exchange[] = [];
  for (const exchange of backwards(store)) {
    if (exchange.connection === connection) found.push(exchange);
    if (found.length === mostTold) break;
  }
  return found.reverse();
}

/** The exchanges of the same trace, and those that were made for each other, in order of their start. */
export function traceOf(store: ExchangeStore, exchange: Exchange): readonly Linked[] {
  const family = new Map<string, Exchange>([[exchange.id, exchange]]);
  const made = new Map<string, Exchange[]>();
  for (const other of backwards(store)) {
    const sameTrace =
      exchange.trace?.traceId !== undefined && other.trace?.traceId === exchange.trace.traceId;
    if (sameTrace && family.size < mostTold) family.set(other.id, other);
    if (!other.cause) continue;
    const siblings = made.get(other.cause.exchange);
    if (siblings) siblings.push(other);
    else made.set(other.cause.exchange, [other]);
  }
  const open = [...family.values()];
  const take = (other: Exchange | undefined) => {
    if (!other || family.has(other.id) || family.size >= mostTold) return;
    family.set(other.id, other);
    open.push(other);
  };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.cause) take(held(store, next.cause.exchange));
    for (const child of made.get(next.id) ?? []) take(child);
  }
  return [...family.values()]
    .sort((one, other) => one.timing.startMs - other.timing.startMs)
    .map((each) => ({ exchange: each, depth: depthOf(each, family) }));
}

function depthOf(exchange: Exchange, family: ReadonlyMap<string, Exchange>): number {
  let depth = 0;
  let parent = exchange.cause && family.get(exchange.cause.exchange);
  // What a host says may go round in a circle.
  while (parent && depth < family.size) {
    depth += 1;
    parent = parent.cause && family.get(parent.cause.exchange);
  }
  return depth;
}

function held(store: ExchangeStore, id: string): Exchange | undefined {
  const sequence = store.sequenceOf(id);
  return sequence === undefined ? undefined : store.get(sequence)?.exchange;
}

function* backwards(store: ExchangeStore): Generator<Exchange> {
  const first = Math.max(store.first, store.end - mostSearched);
  for (let sequence = store.end - 1; sequence >= first; sequence -= 1) {
    const slot = store.get(sequence);
    if (slot) yield slot.exchange;
  }
}
