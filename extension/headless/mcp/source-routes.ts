import { pathToFileURL } from 'node:url';
import { RouteTraffic } from '../../core/routes/traffic.ts';
import type { TraceStore } from '../../core/store/trace-store.ts';
import { frameworks } from '../../route-server/frameworks/frameworks.ts';
import type { FileFindings } from '../../route-server/protocol/messages.ts';
import { grammarFolder } from '../../route-server/scan/grammar-folder.ts';
import { Grammars } from '../../route-server/scan/grammars.ts';
import { RouteIndex } from '../../route-server/scan/index.ts';
import { readSource } from '../../route-server/scan/read-source.ts';
import { sourceFiles } from './source-files.ts';

/** Milliseconds in which files are not looked at again. */
const fresh = 5000;

/** The routes of the sources in a folder with their traffic, as the files are when it is asked. */
export class SourceRoutes {
  private readonly index: RouteIndex;
  private readonly traffic: RouteTraffic;
  private readonly found = new Map<string, FileFindings>();
  private known: ReadonlyMap<string, number> | undefined;
  private lookedAt = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    store: TraceStore,
    log: (line: string) => void,
  ) {
    const grammars = new Grammars(grammarFolder, log);
    const read = (uri: string) => readSource(uri, log);
    this.index = new RouteIndex({ grammars, frameworks, read, log });
    this.traffic = new RouteTraffic(store, () => {});
  }

  /** Reads what was changed since it was asked last, one caller after the other. */
  async current(): Promise<RouteTraffic> {
    this.turn = this.turn.catch(() => undefined).then(() => this.look());
    await this.turn;
    await this.traffic.counted();
    return this.traffic;
  }

  private async look(): Promise<void> {
    if (this.known && performance.now() - this.lookedAt < fresh) return;
    const files = await sourceFiles(this.folder);
    if (!this.known) await this.index.replace([...files.keys()].map(uriOf));
    else await this.update(this.known, files);
    this.known = files;
    this.lookedAt = performance.now();
    for (const file of await this.index.changes()) this.found.set(file.uri, file);
    const all = [...this.found.values()];
    const calls = all.flatMap((file) => file.calls);
    this.traffic.setRoutes(
      all.flatMap(({ routes }) => routes),
      {},
      calls,
    );
  }

  private async update(
    before: ReadonlyMap<string, number>,
    now: ReadonlyMap<string, number>,
  ): Promise<void> {
    for (const path of before.keys()) if (!now.has(path)) this.index.remove(uriOf(path));
    for (const [path, changed] of now) {
      if (before.get(path) !== changed) await this.index.update(uriOf(path));
    }
  }
}

function uriOf(path: string): string {
  return pathToFileURL(path).href;
}
