import type { Exchange } from '../../../remote-agent/protocol/exchange.ts';
import { filterKeys } from './keys.ts';
import { quotedWhereNeeded } from './quoted.ts';
import { type FilterContext, plainContext } from './states.ts';

export interface Suggestion {
  /** What stands in the filter from `from` up to the caret when this is taken. */
  readonly insert: string;
  readonly detail: string;
}

export interface Suggestions {
  readonly from: number;
  readonly items: readonly Suggestion[];
}

const most = 12;
/** Values longer than this are no use in a list. */
const longest = 200;

/**
 * What can follow in a filter at the caret: keys while a word is typed, after a key the values that occur most often
 * among `recent`.
 */
export function suggest(
  text: string,
  caret: number,
  recent: Iterable<Exchange>,
  context: FilterContext = plainContext,
): Suggestions {
  const before = text.slice(0, caret);
  const from = wordStart(before);
  const word = before.slice(from);
  const colon = word.indexOf(':');
  if (colon < 0) return { from, items: keys(word.toLowerCase()) };
  const name = word.slice(0, colon).toLowerCase();
  const comma = filterKeys.get(name)?.takesList ? word.lastIndexOf(',') : -1;
  const begins = Math.max(colon, comma) + 1;
  const typed = word.slice(begins).replace(/^"/, '').toLowerCase();
  return { from: from + begins, items: values(name, typed, recent, context) };
}

/** Where the word begins that is being typed, after its `-`. */
function wordStart(before: string): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < before.length; at += 1) {
    const char = before.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '(' || /\s/.test(char))) start = at + 1;
  }
  return before.charAt(start) === '-' ? start + 1 : start;
}

function keys(typed: string): readonly Suggestion[] {
  const all = [...filterKeys].filter(([name]) => name !== typed);
  const begin = all.filter(([name]) => name.startsWith(typed));
  const hold = typed === '' ? [] : all.filter(([name]) => name.indexOf(typed) > 0);
  return [...begin, ...hold].slice(0, typed === '' ? undefined : most).map(([name, { what }]) => ({
    insert: `${name}:`,
    detail: what,
  }));
}

function values(
  name: string,
  typed: string,
  recent: Iterable<Exchange>,
  context: FilterContext,
): readonly Suggestion[] {
  const key = filterKeys.get(name);
  if (!key) return [];
  const counts = new Map<string, number>();
  if (key.seen) {
    for (const exchange of recent) {
      for (const value of key.seen(exchange, context)) {
        if (value === '' || value.length > longest || !value.toLowerCase().includes(typed))
          continue;
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
  }
  const seen = [...counts].sort(([, one], [, other]) => other - one);
  const fixed = (key.values ?? []).filter(
    (value) => value.startsWith(typed) && !counts.has(value) && value !== typed,
  );
  return [
    ...seen.map(([value, count]) => ({
      insert: quotedWhereNeeded(value),
      detail: `${count.toLocaleString('en')} ×`,
    })),
    ...fixed.map((value) => ({ insert: value, detail: '' })),
  ]
    .filter(({ insert }) => insert.toLowerCase() !== typed)
    .slice(0, most);
}
