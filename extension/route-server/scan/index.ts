import type { SourceFacts } from '../facts/facts.ts';
import { readerOf } from '../languages/languages.ts';
import { findCalls } from '../link/client-calls.ts';
import { link } from '../link/link.ts';
import type { Workspace } from '../link/workspace.ts';
import type { FileFindings } from '../protocol/messages.ts';
import type { RouteLanguage } from '../protocol/route.ts';
import { settingsLanguage } from '../settings/settings-file.ts';
import { Addresses } from './addresses.ts';
import { type Entry, emptyEntry, isReadable, type ReadingParts, readEntry } from './entry.ts';
import { type Findings, isSame } from './findings.ts';

export interface IndexParts extends ReadingParts {
  /** The text of a file; `null` where it cannot be had. */
  read(uri: string): Promise<string | null>;
}

/** Files read at once. */
const readers = 16;
/** Rounds of reading what others name; chains of imports are not longer. */
const maxRounds = 8;

/** The routes and calls of all files, kept while files change. */
export class RouteIndex {
  private readonly entries = new Map<string, Entry>();
  private readonly addresses = new Addresses();
  private readonly wanted = new Set<string>();
  private readonly told = new Map<string, Findings>();
  /** By language: names never lead from one to another, so that an edit leaves the others as they are. */
  private readonly linked = new Map<RouteLanguage, ReadonlyMap<string, Findings>>();

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
    this.linked.clear();
    for (const uri of uris) {
      if (isReadable(uri)) this.entries.set(uri, emptyEntry());
    }
    this.addresses.sort(this.entries.keys());
    await this.readAll([...this.entries.keys()], false, signal);
  }

  /** Reads one file again, or for the first time. `text` where an editor has it. */
  async update(uri: string, text?: string): Promise<void> {
    if (!isReadable(uri)) return;
    const isNew = !this.entries.has(uri);
    const asked = this.entries.get(uri)?.facts !== null && !isNew;
    this.entries.set(uri, emptyEntry());
    if (isNew) this.addresses.sort(this.entries.keys());
    await this.readOne(uri, asked, text);
  }

  remove(uri: string): void {
    if (!this.entries.delete(uri)) return;
    this.unlink(uri);
    this.addresses.sort(this.entries.keys());
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
    const files = new Map<RouteLanguage, SourceFacts[]>();
    for (const { facts } of this.entries.values()) {
      if (!facts) continue;
      const own = files.get(facts.language);
      if (own) own.push(facts);
      else files.set(facts.language, [facts]);
    }
    const findings = new Map<string, Findings>();
    for (const [language, own] of files) {
      const found = this.linked.get(language) ?? this.link(own);
      this.linked.set(language, found);
      for (const [uri, one] of found) findings.set(uri, one);
    }
    return findings;
  }

  private link(files: readonly SourceFacts[]): Map<string, Findings> {
    const findings = new Map<string, Findings>();
    const at = (uri: string) => {
      let found = findings.get(uri);
      if (!found) {
        found = { routes: [], calls: [] };
        findings.set(uri, found);
      }
      return found;
    };
    const { addresses, entries } = this;
    const workspace: Workspace = {
      files,
      modules: addresses.modules,
      has: (uri) => entries.has(uri),
      facts: (uri) => {
        const entry = entries.get(uri);
        if (entry && !entry.read) this.wanted.add(uri);
        return entry?.facts ?? undefined;
      },
      endingIn: (path) => addresses.endingIn(path),
      within: (folder) => addresses.within(folder),
    };
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
      if (before === found || (before && isSame(before, found))) continue;
      this.told.set(uri, found);
      changed.push({ uri, ...found });
    }
    return changed;
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
    if (!entry) return;
    this.unlink(uri);
    const source = text ?? (await this.parts.read(uri));
    if (source === null) entry.read = true;
    else await readEntry(entry, uri, source, asked, this.parts);
  }

  /** What its language's files come to has to be found out anew. */
  private unlink(uri: string): void {
    this.linked.delete(readerOf(uri)?.language ?? settingsLanguage);
  }
}
