import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../../build/build.ts';
import { root, testOutput, vsix } from '../../build/paths.ts';
import { HeadlessBrowser } from './browser.ts';
import { installWorkbench } from './install.ts';
import { TracePanel } from './panel.ts';
import { WorkbenchServer } from './server.ts';
import { type ConfiguredHost, knownHostsFile, writeSshHome } from './ssh-home.ts';
import { Workbench } from './workbench.ts';

/** The extension in a workbench of its own, in a home folder of its own that names these hosts. */
export class TestBed implements AsyncDisposable {
  private constructor(
    readonly home: string,
    readonly server: WorkbenchServer,
    private readonly browser: HeadlessBrowser,
    readonly workbench: Workbench,
    readonly panel: TracePanel,
    private readonly name: string,
  ) {}

  /**
   * @param name of its pictures and log below `test-output/`
   * @param settings machine settings
   */
  static async open(
    name: string,
    hosts: readonly ConfiguredHost[],
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<TestBed> {
    const progress = (line: string) => console.error(line);
    await buildAll(progress);
    const installation = await installWorkbench({ progress });
    await rm(join(testOutput, name), { recursive: true, force: true });
    const home = await mkdtemp(join(tmpdir(), 'ht-home-'));
    await writeSshHome(home, hosts);
    const server = await WorkbenchServer.start(installation, { vsix: [vsix], home, settings });
    const browser = await HeadlessBrowser.launch();
    const folder = join(root, 'test', 'fixtures', 'demo');
    const workbench = await Workbench.open(browser.page, server.address(folder), name);
    return new TestBed(home, server, browser, workbench, new TracePanel(workbench), name);
  }

  /** Runs a part of a test; when it fails, a picture shows how far it came. */
  async step(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.workbench.screenshot(`failed-${what}`);
      throw error;
    }
  }

  knownHosts(name: string): string {
    return knownHostsFile(this.home, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]();
    await this.server.saveLogs(join(testOutput, this.name));
    await this.server[Symbol.asyncDispose]();
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
