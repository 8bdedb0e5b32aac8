import { libraries } from '../clients/libraries.ts';
import type { ClientLibrary } from '../clients/library.ts';
import type { SourceFacts } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { readerOf } from '../languages/languages.ts';
import { isSettingsFile, settingsFacts } from '../settings/settings-file.ts';
import type { Grammars } from './grammars.ts';
import { readFacts, Unreadable } from './read-facts.ts';

/** What is known of one file. */
export interface Entry {
  facts: SourceFacts | null;
  active: readonly Framework[];
  used: readonly ClientLibrary[];
  /** It was looked at: without facts it holds nothing, or was not asked for yet. */
  read: boolean;
}

export interface ReadingParts {
  readonly grammars: Grammars;
  readonly frameworks: readonly Framework[];
  /** Milliseconds of processor time that one file may take; without it, what is usual. */
  readonly fileTimeLimit?: number;
  log(line: string): void;
}

export function emptyEntry(): Entry {
  return { facts: null, active: [], used: [], read: false };
}

/** Tests, as their languages and their frameworks name them: what they ask and answer is none of the program. */
const ofTests =
  /_test\.go$|\.(?:test|spec|e2e-spec)\.[cm]?[jt]sx?$|\/__tests__\/|\/(?:test_[^/]*|[^/]*_test|conftest)\.py$|\/src\/test\/java\/|_(?:spec|test)\.rb$/;

/** Whether a file can say something of routes, by its address. */
export function isReadable(uri: string): boolean {
  return (readerOf(uri) !== undefined && !ofTests.test(uri)) || isSettingsFile(uri);
}

/** Fills an entry. One whose words are of no framework, and that is not asked for, is not parsed. */
export async function readEntry(
  entry: Entry,
  uri: string,
  source: string,
  asked: boolean,
  { frameworks, grammars, fileTimeLimit, log }: ReadingParts,
): Promise<void> {
  const reader = readerOf(uri);
  if (!reader) {
    entry.read = true;
    entry.facts = settingsFacts(uri, source);
    return;
  }
  entry.active = frameworks.filter(
    ({ language, hint, file }) =>
      language === reader.language && (hint.test(source) || file?.test(uri)),
  );
  entry.used = libraries.filter(
    ({ language, hint }) => language === reader.language && hint.test(source),
  );
  if (!asked && entry.active.length === 0 && entry.used.length === 0) return;
  entry.read = true;
  const grammar = await grammars.get(reader);
  if (!grammar) return;
  try {
    entry.facts = readFacts(grammar, uri, source, fileTimeLimit);
  } catch (error) {
    if (!(error instanceof Unreadable)) log(`${uri} cannot be read: ${String(error)}`);
    else log(`${uri} is left out, as ${error.message}.`);
  }
}
