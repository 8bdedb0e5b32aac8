import { libraries } from '../clients/libraries.ts';
import type { ClientLibrary } from '../clients/library.ts';
import type { SourceFacts } from '../facts/facts.ts';
import type { Framework } from '../frameworks/framework.ts';
import { readerOf } from '../languages/languages.ts';
import { findCalls } from '../link/client-calls.ts';
import { link } from '../link/link.ts';
import { folderOf, type Workspace } from '../link/workspace.ts';
import type { FileFindings } from '../protocol/messages.ts';
import { isSettingsFile, settingsFacts } from '../settings/settings-file.ts';
import { type Findings, isSame } from './findings.ts';
import type { Grammars } from './grammars.ts';
import { readFacts, Unreadable } from './read-facts.ts';

export interface IndexParts {
  readonly grammars: Grammars;
  readonly frameworks: readonly Framework[];
  /** The text of a file; `null` where it cannot be had. */
  read(uri: string): Promise<string | null>;
  log(line: string): void;
}

interface Entry {
  facts: SourceFacts | null;
  active: readonly Framework[];
  used: readonly ClientLibrary[];
  /** It was looked at: without facts it holds nothing, or was not asked for yet. */
  read: boolean;
}

function emptyEntry(): Entry {
  return { facts: null, active: [], used: [], read: false };
}

/** Whether a file can say something of routes, by its address. */
export function isReadable(uri: string): boolean {
  return readerOf(uri) !== undefined || isSettingsFile(uri);
}

/** Files read at once. */
const readers = 16;
/** Rounds of reading what others name; chains of imports are not longer. */
const maxRounds = 8;

/** The routes and calls of all files, kept while files change. */
export class RouteIndex {
  private readonly entries = new Map<string, Entry>();
  private byName = new Map<string, string[]>();
  private byFolder = new Map<string, string[]>();
  private foldersByName = new Map<string, string[]>();
  private readonly modules = new Map<string, readonly string[]>();
  private readonly wanted = new Set<string>();
  private readonly told = new Map<string, Findings>();

  constructor(private readonly parts: IndexParts) {}

  /** Files that hold something, and those that are known. */
  get counts(): { readonly files: number; readonly known: number } {
    let files = 0;
    for (const { facts } of this.entries.values()) if (facts) files += 1;
    return { files, known: this.entries.size };
  }

  has(uri: string): boolean {
    return this.entries.has(uri);
  }

  /** Reads all of these files, and forgets others. Ends early when `signal` says so. */
  async replace(uris: readonly string[], signal?: AbortSignal): Promise<void> {
    this.entries.clear();
    for (const uri of uris) {
      if (isReadable(uri)) this.entries.set(uri, emptyEntry());
    }
    this.sortNames();
    await this.readAll([...this.entries.keys()], false, signal);
  }

  /** Reads one file again, or for the first time. `text` where an editor has it. */
  async update(uri: string, text?: string): Promise<void> {
    if (!isReadable(uri)) return;
    const isNew = !this.entries.has(uri);
    const asked = this.entries.get(uri)?.facts !== null && !isNew;
    this.entries.set(uri, emptyEntry());
    if (isNew) this.sortNames();
    await this.readOne(uri, asked, text);
  }

  remove(uri: string): void {
    if (this.entries.delete(uri)) this.sortNames();
  }

  /** Connects what the files say, reading what they name. @returns files whose findings are other ones now */
  async changes(signal?: AbortSignal): Promise<FileFindings[]> {
    for (let round = 0; round < maxRounds; round += 1) {
      this.wanted.clear();
      const findings = this.find();
      const missing = [...this.wanted];
      if (missing.length === 0 || round === maxRounds - 1) return this.differences(findings);
      await this.readAll(missing, true, signal);
      if (signal?.aborted) break;
    }
    return [];
  }

  private find(): Map<string, Findings> {
    const findings = new Map<string, Findings>();
    const at = (uri: string) => {
      let found = findings.get(uri);
      if (!found) {
        found = { routes: [], calls: [] };
        findings.set(uri, found);
      }
      return found;
    };
    const workspace = this.workspace();
    const active = ({ uri }: SourceFacts) => this.entries.get(uri)?.active ?? [];
    for (const route of link(workspace, this.parts.frameworks, active)) {
      at(route.declared.uri).routes.push(route);
    }
    const used = ({ uri }: SourceFacts) => this.entries.get(uri)?.used ?? [];
    for (const call of findCalls(workspace, used)) at(call.declared.uri).calls.push(call);
    return findings;
  }

  private differences(findings: ReadonlyMap<string, Findings>): FileFindings[] {
    const changed: FileFindings[] = [];
    for (const uri of this.told.keys()) {
      if (findings.has(uri)) continue;
      this.told.delete(uri);
      changed.push({ uri, routes: [], calls: [] });
    }
    for (const [uri, found] of findings) {
      const before = this.told.get(uri);
      if (before && isSame(before, found)) continue;
      this.told.set(uri, found);
      changed.push({ uri, ...found });
    }
    return changed;
  }

  private workspace(): Workspace {
    const { entries } = this;
    return {
      files: [...entries.values()].flatMap(({ facts }) => facts ?? []),
      modules: this.modules,
      has: (uri) => entries.has(uri),
      facts: (uri) => {
        const entry = entries.get(uri);
        if (entry && !entry.read) this.wanted.add(uri);
        return entry?.facts ?? undefined;
      },
      endingIn: (path) =>
        (this.byName.get(path.slice(path.lastIndexOf('/') + 1)) ?? []).filter((uri) =>
          uri.endsWith(`/${path}`),
        ),
      within: (folder) => {
        if (folder.includes('://')) return this.byFolder.get(folder) ?? [];
        const alike = this.foldersByName.get(folder.slice(folder.lastIndexOf('/') + 1)) ?? [];
        return alike
          .filter((uri) => uri.endsWith(folder))
          .flatMap((uri) => this.byFolder.get(uri) ?? []);
      },
    };
  }

  private async readAll(uris: readonly string[], asked: boolean, signal?: AbortSignal) {
    const waiting = uris.values();
    const work = async () => {
      for (const uri of waiting) {
        if (signal?.aborted) return;
        await this.readOne(uri, asked);
      }
    };
    await Promise.all(Array.from({ length: readers }, work));
  }

  /** @param asked another file names it: its facts are wanted whether it looks like routes or not */
  private async readOne(uri: string, asked: boolean, text?: string): Promise<void> {
    const entry = this.entries.get(uri);
    const reader = readerOf(uri);
    if (!entry) return;
    const source = text ?? (await this.parts.read(uri));
    if (source === null) {
      entry.read = true;
      return;
    }
    if (!reader) {
      entry.read = true;
      entry.facts = settingsFacts(uri, source);
      return;
    }
    const { frameworks, grammars, log } = this.parts;
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
      entry.facts = readFacts(grammar, uri, source);
    } catch (error) {
      if (!(error instanceof Unreadable)) log(`${uri} cannot be read: ${String(error)}`);
      else log(`${uri} is left out, as ${error.message}.`);
    }
  }

  private sortNames(): void {
    this.byName = new Map();
    this.byFolder = new Map();
    this.modules.clear();
    const add = (map: Map<string, string[]>, key: string, uri: string) => {
      const list = map.get(key);
      if (list) list.push(uri);
      else map.set(key, [uri]);
    };
    for (const uri of this.entries.keys()) {
      add(this.byName, uri.slice(uri.lastIndexOf('/') + 1), uri);
      add(this.byFolder, folderOf(uri), uri);
    }
    this.foldersByName = new Map();
    for (const uri of this.byFolder.keys()) {
      add(this.foldersByName, uri.slice(uri.lastIndexOf('/') + 1), uri);
    }
  }
}
