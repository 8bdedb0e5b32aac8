import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { testOutput } from '../../build/paths.ts';
import { Messages } from './messages.ts';
import { QuickInput } from './quick-input.ts';

/** The workbench of one page, driven as a person drives it. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly messages: Messages;
  private pictures = 0;

  private constructor(
    readonly page: Page,
    /** Folder of its screenshots below `test-output/`. */
    private readonly name: string,
  ) {
    this.quickInput = new QuickInput(page);
    this.messages = new Messages(page);
  }

  /** Opens an address of a server and waits until the workbench can be used. */
  static async open(page: Page, address: string, name: string): Promise<Workbench> {
    await page.goto(address, { timeout: 120_000 });
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 120_000 });
    return new Workbench(page, name);
  }

  /** The document of an extension's view. */
  view(extensionId: string): FrameLocator {
    return this.inside(`[src*="extensionId=${extensionId}"][src*="purpose=webviewView"]`);
  }

  /** The document of the one editor that is a webview. Where it comes from shows nowhere. */
  get editorPage(): FrameLocator {
    return this.inside(':not([src*="purpose=webviewView"])');
  }

  private inside(webview: string): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview.ready${webview}`)
      .frameLocator('iframe#active-frame');
  }

  /** Saves a picture as `test-output/NAME/NN-WHAT.png`. */
  async screenshot(what: string): Promise<string> {
    const folder = join(testOutput, this.name);
    await mkdir(folder, { recursive: true });
    const number = String(++this.pictures).padStart(2, '0');
    const file = join(folder, `${number}-${what}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}
