import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, headless, with one page; disposing leaves the page first, then ends the browser. */
export class HeadlessBrowser implements AsyncDisposable {
  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async launch(viewport = { width: 1360, height: 860 }): Promise<HeadlessBrowser> {
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const context = await browser.newContext({ viewport });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    return new HeadlessBrowser(browser, context, await context.newPage());
  }

  /** Another page, which shares nothing with the first one; its HAR is written when its context ends. */
  async newPage(
    viewport: { readonly width: number; readonly height: number },
    harFile?: string,
  ): Promise<Page> {
    const recordHar = harFile === undefined ? undefined : { path: harFile };
    const context = await this.browser.newContext({ viewport, ...(recordHar && { recordHar }) });
    return await context.newPage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The workbench says goodbye only when its page is left; else its extension host waits for it to return.
    await this.page.goto('about:blank').catch(() => undefined);
    await this.context.close();
    await this.browser.close();
  }
}
