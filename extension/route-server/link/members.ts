import type { Func, SourceFacts } from '../facts/facts.ts';
import { indexOf } from './index-of.ts';
import type { Names, Resolved } from './names.ts';

/** A member of an object: an entry of a literal, or a method of its class. */
export function memberOf(
  names: Names,
  object: Resolved,
  name: string,
  steps: number,
): Resolved | undefined {
  if (object.kind === 'class') {
    const { facts, found } = object;
    const func = found.methods.find((one) => one.name === name);
    if (func) return { kind: 'function', func, facts };
    const field = indexOf(facts)
      .bindings.get(name)
      ?.find(({ start }) => found.start <= start && start < found.end);
    return field && names.resolve(field.value, facts, field.scope, steps - 1);
  }
  if (object.kind !== 'value') {
    return object.kind === 'param'
      ? method(indexOf(object.facts).functions.get(name), object.facts)
      : undefined;
  }
  const { value, facts, scope } = object;
  if (value.kind === 'object') {
    const found = value.entries.find((one) => one.name === name);
    return found && names.resolve(found.value, facts, scope, steps - 1);
  }
  if (value.kind !== 'call') return undefined;
  const made = names.name(value.call.name, facts, scope, steps - 1);
  if (made?.kind === 'class') return memberOf(names, made, name, steps - 1);
  const own = value.call.form === 'new' && names.methodOf(value.call.name, name, facts);
  if (own) return own;
  return method(indexOf(facts).functions.get(name), facts);
}

/** The first of several functions of one name. */
export function method(
  functions: readonly Func[] | undefined,
  facts: SourceFacts,
): Resolved | undefined {
  const [func] = functions ?? [];
  return func && { kind: 'function', func, facts };
}
