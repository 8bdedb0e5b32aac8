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
}

/** Of the programs whose configuration it is. */
export const settingsLanguage = 'java';

const file = /\/application\.(properties|ya?ml)$/;
/** UTF-16 units; a larger file holds more than settings. */
const maxLength = 200_000;

/** Whether a file may say what stands before all routes of an application: those of Spring, Quarkus and others alike. */
export function isSettingsFile(uri: string): boolean {
  return file.test(uri) && !uri.includes('/src/test/');
}

/** The settings of a file as the bindings of facts, each by {@link plainKey}; `null` for what is too long. */
export function settingsFacts(uri: string, source: string): SourceFacts | null {
  if (source.length > maxLength) return null;
  const settings = uri.endsWith('.properties') ? propertiesIn(source) : yamlIn(source);
  const bindings = settings.map(({ key, text, start }) => {
    const span = { start, end: start + text.length };
    return {
      name: plainKey(key),
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

/** `server.servlet.contextPath`, `server.servlet.context-path` and `…CONTEXT_PATH` are one key. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}
