import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import type { HostMessages } from '../../../webview/protocol/messages.ts';
import type { FilterMemory } from '../../core/filter/memory.ts';
import type { FilterContext } from '../../core/filter/states.ts';
import { suggest } from '../../core/filter/suggest.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';

/** Exchanges, the latest first, whose values are suggested. */
const looked = 5000;
const mostRecent = 5;

/** What may stand at the caret of a filter; an empty one may be one of those before. */
export function suggestionsFor(
  text: string,
  caret: number,
  { all }: FilterMemory,
  store: TraceStore,
  context: FilterContext,
): HostMessages['suggestions'] {
  const { from, items } = suggest(text, caret, latest(store, looked), context);
  const parts = items.map((item) => ({ kind: 'part', ...item }) as const);
  const known = (kind: 'saved' | 'recent', filters: readonly string[]) =>
    filters.map((insert) => ({ kind, insert, detail: kind }) as const);
  const { saved, recent } = all;
  const others = recent.filter((filter) => !saved.includes(filter)).slice(0, mostRecent);
  const whole = text.trim() === '' ? [...known('saved', saved), ...known('recent', others)] : [];
  return { text, caret, from, items: [...whole, ...parts] };
}

function* latest({ exchanges }: TraceStore, count: number): Generator<Exchange> {
  const first = Math.max(exchanges.first, exchanges.end - count);
  for (let sequence = exchanges.end - 1; sequence >= first; sequence -= 1) {
    const held = exchanges.get(sequence);
    if (held) yield held.exchange;
  }
}
