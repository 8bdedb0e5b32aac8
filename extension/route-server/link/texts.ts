import type { Func, SourceFacts, Value } from '../facts/facts.ts';
import type { Names } from './names.ts';
import type { Prefix } from './routers.ts';

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
    if (value.kind !== 'name') return computed;
    const resolved = this.names.resolve(value, facts, scope);
    if (resolved?.kind !== 'value' || resolved.value.kind === 'name') return computed;
    return this.of(resolved.value, resolved.facts, resolved.scope, depth - 1);
  }
}
