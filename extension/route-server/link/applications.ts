import type { SourceFacts } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { joinPaths } from '../frameworks/paths.ts';
import type { Prefix } from './routers.ts';
import { normalise } from './template.ts';
import { folderOf } from './workspace.ts';

/** What stands before all routes of an application that is not made of routers. */
interface AppPrefix {
  readonly framework: Framework;
  readonly prefix: Prefix;
  /** Templates of routes that do without it. */
  readonly except: readonly string[];
}

/** Said by source, or by a configuration file, whose prefix comes before the source's. */
type Origin = 'settings' | 'source';

/** The prefixes of whole applications. They hold for the files of the folder that the application lies in. */
export class Applications {
  private readonly byFolder = new Map<string, Record<Origin, AppPrefix[]>>();

  add(facts: SourceFacts, origin: Origin, prefix: AppPrefix): void {
    const folder = applicationOf(facts.uri);
    const known = this.byFolder.get(folder) ?? { settings: [], source: [] };
    this.byFolder.set(folder, known);
    const { text } = prefix.prefix;
    const isKnown = known[origin].some(
      (one) => one.framework === prefix.framework && one.prefix.text === text,
    );
    if (!isKnown) known[origin].push(prefix);
  }

  /** What stands before a route; several where the application says several, and it cannot be told which holds. */
  before(facts: SourceFacts, framework: Framework, template: string): readonly Prefix[] {
    if (this.byFolder.size === 0) return none;
    const outer = this.nearest(facts.uri, framework, 'settings', template);
    const inner = this.nearest(facts.uri, framework, 'source', template);
    return outer.flatMap((first) =>
      inner.map((second) => ({
        text: joinPaths([first.text, second.text]),
        exact: first.exact && second.exact,
      })),
    );
  }

  private nearest(
    uri: string,
    framework: Framework,
    origin: Origin,
    template: string,
  ): readonly Prefix[] {
    for (let folder = folderOf(uri); folder.includes('://'); folder = folderOf(folder)) {
      const said = this.byFolder.get(folder)?.[origin].filter((one) => one.framework === framework);
      if (!said || said.length === 0) continue;
      return said.map(({ prefix, except }) =>
        isExcepted(template, except, framework) ? nothing : prefix,
      );
    }
    return none;
  }
}

const nothing: Prefix = { text: '', exact: true };
const none: readonly Prefix[] = [nothing];

/** The folder of the application that a file is of: that of its `src`, else its own. */
function applicationOf(uri: string): string {
  const source = uri.lastIndexOf('/src/');
  return source >= 0 ? uri.slice(0, source) : folderOf(uri).replace(/\/(config|resources)$/, '');
}

function isExcepted(template: string, except: readonly string[], { syntax }: Framework): boolean {
  if (except.length === 0) return false;
  const plain = (one: string) => normalise(one, syntax).map((text) => text.replace(/\{\w+/g, '{'));
  const own = plain(template);
  return except.some((one) => plain(one).some((text) => own.includes(text)));
}
