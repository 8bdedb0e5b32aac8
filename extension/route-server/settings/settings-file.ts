import type { SourceFacts } from '../facts/facts.ts';
import { propertiesIn } from './properties.ts';
import { settingValue } from './value.ts';
import { yamlIn } from './yaml.ts';

/** One key of a configuration file with its value as text, and where that is. */
export interface Setting {
  /** Dotted, as written. */
  readonly key: string;
  readonly text: string;
  readonly start: number;
  /** Number of the document in the file, of which there may be several. */
  readonly document: number;
}

/** Of the programs whose configuration it is. */
export const settingsLanguage = 'java';

const file = /\/application(?:-([\w.-]+))?\.(properties|ya?ml)$/;
/** UTF-16 units; a larger file holds more than settings. */
const maxLength = 200_000;
/** Keys that say which profiles a document is for, as {@link plainKey}. */
const profileKeys = ['spring.config.activate.onprofile', 'spring.profiles'];

/** Whether a file may say what stands before all routes of an application: those of Spring, Quarkus and others alike. */
export function isSettingsFile(uri: string): boolean {
  return file.test(uri) && !uri.includes('/src/test/');
}

/** The settings of a file as the bindings of facts, each by {@link settingName}; `null` for what is too long. */
export function settingsFacts(uri: string, source: string): SourceFacts | null {
  if (source.length > maxLength) return null;
  const settings = uri.endsWith('.properties') ? propertiesIn(source) : yamlIn(source);
  const [, ofFile = ''] = file.exec(uri) ?? [];
  const profiles = profilesOf(settings);
  const bindings = settings.map(({ key, text, start, document }) => {
    const span = { start, end: start + text.length };
    // Quarkus writes the profile before the key.
    const [, ofKey, rest = key] = /^%([\w,.-]+?)\.(.*)$/.exec(key) ?? [];
    return {
      name: settingName(ofKey ?? profiles.get(document) ?? ofFile, rest),
      value: settingValue(text, span),
      scope: null,
      adds: false,
      ...span,
    };
  });
  return {
    ...{ uri, language: settingsLanguage, calls: [], functions: [], classes: [] },
    ...{ bindings, imports: [], exports: [], lines: [0], broken: false },
  };
}

/** The profile of each document that has one. */
function profilesOf(settings: readonly Setting[]): ReadonlyMap<number, string> {
  const named = settings.filter(({ key }) => profileKeys.includes(plainKey(key)));
  return new Map(named.map(({ document, text }) => [document, text]));
}

/** The name of a setting: its profile, which is empty for what holds in all, and its key. */
export function settingName(profile: string, key: string): string {
  return `${profile}\n${plainKey(key)}`;
}

/** The profile in a {@link settingName}. */
export function profileOf(name: string): string {
  return name.slice(0, name.indexOf('\n'));
}

/** `server.servlet.contextPath`, `server.servlet.context-path` and `…CONTEXT_PATH` are one key. */
function plainKey(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}
