import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../../build/build.ts';
import { vsix } from '../../build/paths.ts';
import { startHost, type VmHost } from '../vm/host.ts';
import { installWorkbench } from '../workbench/install.ts';
import { WorkbenchServer } from '../workbench/server.ts';
import { writeSshHome } from '../workbench/ssh-home.ts';
import { copyBookshop, openBookshop } from './bookshop.ts';

/** The name of the traced host in the demo's ssh configuration. */
export const demoHost = 'demo-host';

export interface DemoOptions {
  /** Port of the workbench; 0 takes a free one. */
  readonly port: number;
  /** Gives up; also signalled here when a step fails, so that the steps beside it end too. */
  readonly abort: AbortController;
  readonly progress: (line: string) => void;
  /** Folders that are opened side by side, of the bookshop or by full path; none: the bookshop as one. */
  readonly roots?: readonly string[];
  /** Packages of further extensions. */
  readonly extensions?: readonly string[];
}

/** A host with the bookshop on it, and a workbench that traces it. */
export class Demo implements AsyncDisposable {
  /** What to undo, the latest last. */
  private readonly undo: (() => Promise<void>)[] = [];
  private server: WorkbenchServer | undefined;
  private traced: VmHost | undefined;
  /** The bookshop's sources. */
  folder = '';
  private opened = '';

  private constructor() {}

  static async open(options: DemoOptions): Promise<Demo> {
    const demo = new Demo();
    try {
      await demo.open(options);
      return demo;
    } catch (error) {
      await demo[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where the workbench with the bookshop's sources is. */
  get address(): string {
    if (!this.server) throw new Error('The demo is not open.');
    return this.server.address(this.opened, join(this.folder, 'bookshop/main.js'));
  }

  /** The host that is traced. */
  get host(): VmHost {
    if (!this.traced) throw new Error('The demo is not open.');
    return this.traced;
  }

  /** Resolves when the workbench ends by itself. */
  async ended(): Promise<void> {
    await this.server?.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const step of this.undo.splice(0).reverse()) await step();
  }

  private async open(options: DemoOptions): Promise<void> {
    const { port, abort, progress, roots, extensions = [] } = options;
    const { signal } = abort;
    const [installation, host] = await together(abort, [
      installWorkbench({ abort: signal, progress }),
      this.boot(signal, progress),
      buildAll(progress),
    ]);
    const home = await mkdtemp(join(tmpdir(), 'http-trace-demo-'));
    this.undo.push(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
    const knownHosts = await readFile(host.target.knownHostsFile, 'utf8');
    await writeSshHome(home, [{ ...host.target, name: demoHost, knownHosts }]);
    this.folder = await copyBookshop(home);
    this.opened = roots ? await writeWorkspace(this.folder, roots) : this.folder;
    progress('Starting the workbench …');
    const settings = { 'httpTrace.autoStart': demoHost };
    const server = await WorkbenchServer.start(installation, {
      ...{ vsix: [vsix, ...extensions], home, settings, port },
      abort: signal,
    });
    this.undo.push(() => server[Symbol.asyncDispose]());
    this.server = server;
  }

  private async boot(signal: AbortSignal, progress: (line: string) => void): Promise<VmHost> {
    const host = await startHost({ signal, progress });
    this.undo.push(() => host.stop());
    this.traced = host;
    progress('Opening the bookshop on the host …');
    await openBookshop(host);
    return host;
  }
}

/** A workspace of several folders; returns its file. */
async function writeWorkspace(folder: string, roots: readonly string[]): Promise<string> {
  const file = join(folder, 'services.code-workspace');
  await writeFile(file, JSON.stringify({ folders: roots.map((path) => ({ path })) }));
  return file;
}

/** Like `Promise.all`, but when one fails the others are told to give up, and have ended. */
async function together<T extends readonly Promise<unknown>[]>(
  abort: AbortController,
  tasks: readonly [...T],
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  try {
    return await Promise.all(tasks);
  } catch (error) {
    abort.abort(error);
    await Promise.allSettled(tasks);
    throw error;
  }
}
