import type { Binding, Class, Export, Func, Import, SourceFacts } from '../facts/facts.ts';

/** The facts of a file by name. */
export interface NameIndex {
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  readonly functions: ReadonlyMap<string, readonly Func[]>;
  readonly classes: ReadonlyMap<string, Class>;
  readonly imports: ReadonlyMap<string, Import>;
  readonly exports: ReadonlyMap<string, Export>;
  readonly stars: readonly Export[];
}

const indexes = new WeakMap<SourceFacts, NameIndex>();

/** Made once for each reading of a file. */
export function indexOf(facts: SourceFacts): NameIndex {
  let index = indexes.get(facts);
  if (!index) {
    index = {
      bindings: grouped([...facts.bindings, ...facts.bindings.flatMap(asField)]),
      functions: grouped(facts.functions),
      classes: new Map(facts.classes.map((one) => [one.name, one])),
      imports: new Map(facts.imports.map((one) => [one.local, one])),
      exports: new Map(facts.exports.map((one) => [one.name, one])),
      stars: facts.exports.filter(({ name }) => name === '*'),
    };
    indexes.set(facts, index);
  }
  return index;
}

/** A binding of a member is also found by the member alone, as `.router`. */
function asField(binding: Binding): Binding[] {
  const dot = binding.name.lastIndexOf('.');
  return dot > 0 ? [{ ...binding, name: binding.name.slice(dot) }] : [];
}

function grouped<Item extends { readonly name: string }>(items: readonly Item[]) {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.name);
    if (group) group.push(item);
    else groups.set(item.name, [item]);
  }
  return groups;
}

/** Of bindings of one name, the one that holds at an offset of a function. */
export function bindingIn(
  bindings: readonly Binding[] | undefined,
  scope: Func | null,
  at = Number.MAX_SAFE_INTEGER,
): Binding | undefined {
  const here = bindings?.filter((one) => one.scope === scope && !one.adds);
  // `let app = app.route()` is of what was bound before.
  return (
    here?.findLast(({ end }) => end <= at) ?? here?.findLast(({ start }) => start < at) ?? here?.[0]
  );
}
