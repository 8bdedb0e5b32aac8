import type { Span, Value } from '../facts/facts.ts';

/** A value with placeholders: `${NAME}` is computed, `${NAME:/api}` may be. */
export function settingValue(text: string, span: Span): Value {
  const parts: Value[] = text
    .split(/(\$\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => partOf(part, span));
  const [first = { kind: 'text', text: '', ...span } as const, ...others] = parts;
  return others.length === 0 ? first : { kind: 'join', parts, ...span };
}

function partOf(part: string, span: Span): Value {
  const [placeholder, otherwise] = /^\$\{[^:}]*(?::([^}]*))?\}$/.exec(part) ?? [];
  if (placeholder === undefined) return { kind: 'text', text: part, ...span };
  if (otherwise === undefined) return { kind: 'other', ...span };
  return { kind: 'otherwise', value: { kind: 'text', text: otherwise, ...span }, ...span };
}
