import type { Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Prefix } from '../frameworks/paths.ts';
import { formatOf } from './formats.ts';
import type { Names } from './names.ts';

/** What stands for a part that only the running program knows. */
const computed: Prefix = { text: '{}', exact: false };

/** Reads texts, following constants. */
export class Texts {
  constructor(private readonly names: Names) {}

  /** `null` is the empty text. */
  of(value: Value | string | null, facts: SourceFacts, scope: Func | null, depth = 8): Prefix {
    if (value === null) return { text: '', exact: true };
    if (typeof value === 'string') return { text: value, exact: true };
    if (value.kind === 'text' || value.kind === 'symbol') return { text: value.text, exact: true };
    if (value.kind === 'number') return { text: String(value.value), exact: true };
    if (depth <= 0) return computed;
    if (value.kind === 'join') {
      const parts = value.parts.map((part) => this.of(part, facts, scope, depth - 1));
      const text = parts.map((part) => part.text).join('');
      return { text, exact: parts.every(({ exact }) => exact) };
    }
    // What stands for a value that may be missing is likely, and not certain.
    if (value.kind === 'otherwise') {
      return { ...this.of(value.value, facts, scope, depth - 1), exact: false };
    }
    if (value.kind === 'call') {
      const format = formatOf(value.call);
      const pattern = format && this.of(format.pattern, facts, scope, depth - 1);
      if (!format || !pattern) return computed;
      const parts = format.parts(pattern.text);
      const made = this.of({ ...value, kind: 'join', parts }, facts, scope, depth - 1);
      return { ...made, exact: made.exact && pattern.exact };
    }
    if (value.kind !== 'name') return computed;
    const resolved = this.names.resolve(value, facts, scope);
    if (resolved?.kind !== 'value' || resolved.value.kind === 'name') return computed;
    return this.of(resolved.value, resolved.facts, resolved.scope, depth - 1);
  }
}
