import type { Call, Class, Func, SourceFacts } from '../facts/facts.ts';
import { indexOf } from './index-of.ts';
import type { Workspace } from './workspace.ts';

interface Found<Item> {
  readonly item: Item;
  readonly facts: SourceFacts;
}

/** In these a class is known by its name wherever its file is; how files are named after them. */
const endings: Partial<Record<SourceFacts['language'], string>> = {
  ...{ java: 'java', csharp: 'cs', php: 'php' },
};

/** Classes, and methods that add to classes of others, by their names in a whole workspace. */
export class Types {
  private classes: ReadonlyMap<string, readonly Found<Class>[]> | undefined;
  private extensions: ReadonlyMap<string, readonly Found<Func>[]> | undefined;

  constructor(private readonly workspace: Workspace) {}

  /** The one class of this name; `undefined` where there is none, or where several could be meant. */
  named(name: string, from: SourceFacts): Found<Class> | undefined {
    const ending = endings[from.language];
    if (!ending || !/^[A-Z]\w*$/.test(name)) return undefined;
    this.classes ??= grouped(this.workspace.files, ({ classes }) => classes);
    const known = only(this.classes.get(name));
    if (known || this.classes.has(name)) return known;
    // A file that looked like nothing was not read.
    const [uri, ...others] = this.workspace.endingIn(`${name}.${ending}`);
    const facts = uri && others.length === 0 ? this.workspace.facts(uri) : undefined;
    const item = facts && indexOf(facts).classes.get(name);
    return facts && item && { item, facts };
  }

  /** The function that is called as if it were a method of the receiver. */
  extension({ name, receiver }: Call, { language }: SourceFacts): Found<Func> | undefined {
    if (language !== 'csharp' || !receiver) return undefined;
    this.extensions ??= grouped(this.workspace.files, ({ functions }) =>
      functions.filter(({ params }) => params[0]?.extended),
    );
    return only(this.extensions.get(name));
  }
}

function grouped<Item extends { readonly name: string }>(
  files: Iterable<SourceFacts>,
  itemsOf: (facts: SourceFacts) => readonly Item[],
): Map<string, Found<Item>[]> {
  const groups = new Map<string, Found<Item>[]>();
  for (const facts of files) {
    for (const item of itemsOf(facts)) {
      const group = groups.get(item.name);
      if (group) group.push({ item, facts });
      else groups.set(item.name, [{ item, facts }]);
    }
  }
  return groups;
}

function only<Item>(found: readonly Item[] | undefined): Item | undefined {
  return found?.length === 1 ? found[0] : undefined;
}
