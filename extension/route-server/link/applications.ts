import type { SourceFacts } from '../facts/facts.ts';
import type { Declaration, Framework } from '../frameworks/framework.ts';
import { joinPaths, joinPrefixes, nothing, type Prefix } from '../frameworks/paths.ts';
import { type Layer, layers, type Preceding } from '../frameworks/preceding.ts';
import { folderOf } from './workspace.ts';

type Said = Partial<Record<Layer, Preceding[]>>;

/** What stands before one route. */
interface Before {
  /** Several where there are several ways to it, or where it cannot be told which holds. */
  readonly prefixes: readonly Prefix[];
  /** All of them hold. */
  readonly certain: boolean;
}

const nowhere: Before = { prefixes: [nothing], certain: true };

/** What whole applications say of their routes. It holds for the files of the folder that the application lies in. */
export class Applications {
  private readonly byFolder = new Map<string, Map<Framework, Said>>();
  /** Frameworks of which anything is said. */
  private readonly known = new Set<Framework>();

  add(facts: SourceFacts, framework: Framework, preceding: Preceding): void {
    this.known.add(framework);
    const folder = applicationOf(facts);
    const known = this.byFolder.get(folder) ?? new Map<Framework, Said>();
    this.byFolder.set(folder, known);
    const said = known.get(framework) ?? {};
    known.set(framework, said);
    said[preceding.layer] = [...(said[preceding.layer] ?? []), preceding];
  }

  before(uri: string, framework: Framework, declaration: Declaration): Before {
    if (!this.known.has(framework) && !declaration.conventional) return nowhere;
    let ways = [{ before: nothing, path: declaration.template }];
    let certain = true;
    for (const layer of layers.toReversed()) {
      const said = this.nearest(uri, framework, layer);
      ways = ways.flatMap(({ before, path }) => {
        const found = saidOf(said, declaration, path);
        if (found.length > 1 && said.length > 1 && !isOfMany(layer)) certain = false;
        if (found.length === 0 && layer === 'pattern' && declaration.conventional) return [];
        return (found.length > 0 ? found : [nothing]).map((prefix) => ({
          before: joinPrefixes([prefix, before]),
          path: layer === 'version' ? path : joinPaths([prefix.text, path]),
        }));
      });
    }
    return { prefixes: unique(ways.map(({ before }) => before)), certain };
  }

  private nearest(uri: string, framework: Framework, layer: Layer): readonly Preceding[] {
    for (let folder = folderOf(uri); folder.includes('://'); folder = folderOf(folder)) {
      const said = this.byFolder.get(folder)?.get(framework)?.[layer];
      if (said) return said;
    }
    return [];
  }
}

/** Whether an application may say several of a layer, and all of them hold. */
function isOfMany(layer: Layer): boolean {
  return layer === 'module' || layer === 'pattern';
}

function saidOf(said: readonly Preceding[], of: Declaration, path: string): Prefix[] {
  const own = said.filter(({ isUsual }) => !isUsual).flatMap((one) => one.before(of, path));
  const usual = said.filter(({ isUsual }) => isUsual);
  return unique(own.length > 0 ? own : usual.flatMap((one) => one.before(of, path)));
}

function unique(prefixes: readonly Prefix[]): Prefix[] {
  return [...new Map(prefixes.map((one) => [`${one.exact} ${one.text}`, one])).values()];
}

/** The folder of the application that a file is of: that of its `src`, else its own. */
function applicationOf({ uri, language }: SourceFacts): string {
  const folder = folderOf(uri);
  // A solution has its projects below `src`.
  if (language === 'csharp') return folder;
  if (language === 'php') return folder.replace(/\/(app\/Providers|bootstrap|routes)$/, '');
  const source = uri.lastIndexOf('/src/');
  return source >= 0 ? uri.slice(0, source) : folder.replace(/\/(config|resources)$/, '');
}
