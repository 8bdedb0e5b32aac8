import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../build/paths.ts';
import { FilterMemory } from '../../extension/core/filter/memory.ts';
import { readingsOf } from '../../extension/core/protobuf/readings.ts';
import { SchemaBook } from '../../extension/core/protobuf/schema-book.ts';
import { TraceStore } from '../../extension/core/store/trace-store.ts';
import { Conversation } from '../../extension/vscode/panel/conversation.ts';
import { pageHtml } from '../../extension/vscode/panel/html.ts';
import type { Action } from '../../webview/protocol/messages.ts';
import type { PanelState } from '../../webview/protocol/state.ts';
import { HeadlessBrowser } from '../workbench/browser.ts';
import { type Theme, themes } from './themes.ts';

interface Options {
  readonly theme?: Theme;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly maxExchanges?: number;
  /** Gets what the page loaded, as HAR, when the page is disposed of. */
  readonly harFile?: string;
  /** Of the page, by the English ones. */
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * The panel's page in Chromium, under its own policy, talking with the extension's own side of it. Only VS Code
 * between the two is played.
 */
export class PanelPage implements AsyncDisposable {
  readonly actions: Action[] = [];
  /** What of exchanges was wanted elsewhere. */
  readonly asked: string[] = [];
  readonly refused: unknown[] = [];
  /** Errors of the page and violations of its policy. */
  readonly problems: string[] = [];
  readonly store: TraceStore;
  readonly schemas = new SchemaBook();
  traces: PanelState['traces'] = [];
  file: PanelState['file'] = null;
  private stored: unknown;
  readonly filters = new FilterMemory({
    get: () => this.stored,
    set: (value) => {
      this.stored = value;
    },
  });
  /** Templates of the workspace's routes. */
  routes = ['/items/{id}'];
  paused = false;
  private held: string[] | undefined;
  private conversation: Conversation;

  private constructor(
    readonly page: Page,
    private readonly server: Server,
    { maxExchanges = 200_000 }: Options,
  ) {
    this.store = new TraceStore({ maxExchanges, maxConnections: 10_000, maxBytes: 2 ** 30 });
    this.conversation = this.converse();
  }

  /** Ends the browser that all pages share. */
  static async closeBrowser(): Promise<void> {
    await (await browser)?.[Symbol.asyncDispose]();
    browser = undefined;
  }

  static async open(options: Options = {}): Promise<PanelPage> {
    const server = await serve(options.texts);
    browser ??= HeadlessBrowser.launch();
    const viewport = options.viewport ?? { width: 1200, height: 420 };
    const page = await (await browser).newPage(viewport, options.harFile);
    const panel = new PanelPage(page, server, options);
    page.on('pageerror', ({ message }) => panel.problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') panel.problems.push(message.text());
    });
    await page.exposeFunction('tellExtension', (message: unknown) =>
      panel.conversation.receive(message),
    );
    // Names that tsx gives to functions mean nothing in the page.
    await page.addInitScript('globalThis.__name = (target) => target;');
    await page.addInitScript(playVsCode, options.theme ?? themes.dark);
    await panel.load();
    return panel;
  }

  get details(): Locator {
    return this.page.locator('[data-pane=details]');
  }

  get filter(): Locator {
    return this.page.locator('[data-control=filter] input');
  }

  get count(): Locator {
    return this.page.locator('[data-count]');
  }

  /** Waits until so many are shown, as the toolbar tells it. */
  async counted(text: string): Promise<void> {
    // A mere string would be found within a longer one: `0 / 3` in `10 / 3`.
    const whole = text.replace(/[()+]/g, '\\$&');
    await this.count.filter({ hasText: new RegExp(`^${whole}$`) }).waitFor();
  }

  get follow(): Locator {
    return this.page.locator('[data-list=exchanges] [data-action=follow]');
  }

  get exchanges() {
    const list = this.page.locator('[data-list=exchanges]');
    const rows = list.locator('[role=row][data-id]');
    return {
      grid: list.getByRole('grid'),
      viewport: list.locator('.viewport'),
      rows,
      column: (name: string) => rows.locator(`[data-column=${name}]`),
    };
  }

  async openTab(name: string): Promise<void> {
    await this.page.locator(`[data-tab=${name}]`).click();
    await this.page.locator(`[data-detail=${name}]`).waitFor();
  }

  /** The rows that are in view, with their places on the screen. */
  async seen(): Promise<string[]> {
    return await this.exchanges.viewport.evaluate(async (viewport) => {
      // What was told last is drawn with the next frame.
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      const { top, bottom } = viewport.getBoundingClientRect();
      return [...viewport.querySelectorAll('[data-id]')]
        .map((row) => ({ id: row.getAttribute('data-id'), box: row.getBoundingClientRect() }))
        .filter(({ box }) => box.bottom > top && box.top < bottom)
        .map(({ id, box }) => `${id} at ${Math.round(box.top)}`);
    });
  }

  /** Loads the page, as VS Code does whenever the view is shown again. */
  async load(): Promise<void> {
    this.conversation.dispose();
    this.conversation = this.converse();
    await this.page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
    await this.page.locator('main[data-state]').waitFor();
  }

  /** How the trace of each host is. */
  setTrace(...traces: PanelState['traces']): void {
    this.traces = traces;
    this.conversation.stateChanged();
  }

  /** The rows are those of a file. */
  setFile(file: PanelState['file']): void {
    this.file = file;
    this.conversation.stateChanged();
  }

  routesChanged(): void {
    this.conversation.routesChanged();
  }

  schemasChanged(): void {
    this.conversation.schemasChanged();
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.conversation.stateChanged();
  }

  /** A slow extension: what it tells comes only with `letGo`. */
  hold(): void {
    this.held = [];
  }

  async letGo(): Promise<void> {
    const held = this.held ?? [];
    this.held = undefined;
    for (const json of held) await this.tell(json);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.conversation.dispose();
    this.store.dispose();
    await this.page.context().close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async tell(message: string): Promise<void> {
    await this.page
      .evaluate((json) => window.postMessage(JSON.parse(json)), message)
      // A page that is being left does not answer.
      .catch(() => undefined);
  }

  private converse(): Conversation {
    return new Conversation({
      store: this.store,
      filters: this.filters,
      readings: (exchange) => readingsOf(this.schemas, exchange),
      post: (message) => {
        // As a string: Playwright takes objects apart piece by piece.
        const json = JSON.stringify(message);
        if (this.held) this.held.push(json);
        else void this.tell(json);
      },
      state: () => ({
        ...{ traces: this.traces, file: this.file, tracedHosts: this.store.tracedHosts },
        paused: this.paused,
        losses: this.store.losses,
        dropped: this.store.dropped,
        traffic: this.store.connections.totals,
      }),
      routesOf: ({ request: { method, target } }) =>
        this.routes
          .filter((template) => target.startsWith(template.replace('{id}', '')))
          .map((template) => ({ method, template })),
      act: (action) => this.actions.push(action),
      copy: (id) => this.asked.push(`copy ${id}`),
      openBody: (id, message) => this.asked.push(`open ${id} ${message}`),
      refused: (message) => this.refused.push(message),
    });
  }
}

/** What VS Code adds to a webview: its API, the theme, and a few styles. Runs in the page. */
function playVsCode({ kind, variables }: Theme): void {
  const key = 'state';
  const api = {
    postMessage: (message: unknown) =>
      void (window as unknown as { tellExtension(message: unknown): void }).tellExtension(message),
    getState: () => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.classList.add(kind);
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(variables)) {
      style.setProperty(`--vscode-${name}`, value);
    }
    style.setProperty('background-color', 'var(--vscode-panel-background)');
    style.setProperty('scrollbar-color', 'var(--vscode-scrollbarSlider-background) transparent');
  });
}

let browser: Promise<HeadlessBrowser> | undefined;
let bundled: ReturnType<typeof bundle> | undefined;

function bundle() {
  return build({
    entryPoints: [join(root, 'webview/main.ts')],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'iife',
  });
}

async function serve(texts: Options['texts'] = {}): Promise<Server> {
  bundled ??= bundle();
  const { outputFiles } = await bundled;
  const files = new Map(
    outputFiles.map(({ path, text }) => [path.endsWith('.css') ? '/main.css' : '/main.js', text]),
  );
  const server = createServer(({ url = '/', headers }, response) => {
    const file = files.get(url);
    const type = url.endsWith('.css') ? 'text/css' : url.endsWith('.js') ? 'text/javascript' : '';
    response.setHeader('content-type', type || 'text/html');
    response.end(
      file ??
        pageHtml({
          cspSource: `http://${headers.host}`,
          script: '/main.js',
          style: '/main.css',
          nonce: 'bm9uY2U',
          texts,
        }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
