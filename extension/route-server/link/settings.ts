import type { SourceFacts } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { joinPrefixes, nothing, type Prefix } from '../frameworks/paths.ts';
import { always } from '../frameworks/preceding.ts';
import { profileOf, settingName } from '../settings/settings-file.ts';
import type { Parts } from './parts.ts';
import { folderOf } from './workspace.ts';

/** Of one framework in one folder: by profile, then by key, what was said. */
interface Said {
  readonly framework: Framework;
  readonly facts: SourceFacts;
  readonly profiles: Map<string, Map<string, Prefix>>;
}

/** Puts together what the configuration files of an application say of all its routes. */
export class Settings {
  private readonly byFolder = new Map<string, Said>();

  constructor(
    private readonly frameworks: readonly Framework[],
    private readonly parts: Parts,
  ) {}

  read(facts: SourceFacts): void {
    for (const framework of this.frameworks) {
      for (const key of framework.settings ?? []) {
        const bare = settingName('', key);
        for (const { name, value } of facts.bindings) {
          if (!name.endsWith(bare)) continue;
          const text = this.parts.texts.of(value, facts, null);
          this.keep(framework, facts, profileOf(name), key, text);
        }
      }
    }
  }

  /** All files were read: profiles that say something else than the others each have a prefix of their own. */
  done(): void {
    for (const { framework, facts, profiles } of this.byFolder.values()) {
      const usual = profiles.get('') ?? new Map<string, Prefix>();
      const others = [...profiles.values()].map((own) => prefixOf(framework, usual, own));
      const all = [prefixOf(framework, usual, usual), ...others];
      for (const prefix of new Map(all.map((one) => [one.text, one])).values()) {
        this.parts.applications.add(facts, framework, always('settings', prefix));
      }
    }
  }

  private keep(
    framework: Framework,
    facts: SourceFacts,
    profile: string,
    key: string,
    text: Prefix,
  ): void {
    const name = `${framework.name} ${folderOf(facts.uri)}`;
    const said = this.byFolder.get(name) ?? { framework, facts, profiles: new Map() };
    this.byFolder.set(name, said);
    const own = said.profiles.get(profile) ?? new Map<string, Prefix>();
    said.profiles.set(profile, own);
    // Of two files, `.properties` counts; of two documents, the later one.
    if (!own.has(key) || facts.uri === said.facts.uri || facts.uri.endsWith('.properties')) {
      own.set(key, text);
    }
  }
}

function prefixOf(
  { settings = [] }: Framework,
  usual: ReadonlyMap<string, Prefix>,
  own: ReadonlyMap<string, Prefix>,
): Prefix {
  return joinPrefixes(settings.map((key) => own.get(key) ?? usual.get(key) ?? nothing));
}
