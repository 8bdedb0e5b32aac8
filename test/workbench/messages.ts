import type { Locator, Page } from 'playwright-core';

/** What the workbench tells the person outside of the panel. */
export class Messages {
  constructor(private readonly page: Page) {}

  /** The notification with this text, once it shows. */
  async toast(pattern: RegExp, timeout = 60_000): Promise<string> {
    const toast = this.toasts().filter({ hasText: pattern }).first();
    await toast.waitFor({ timeout });
    return text(toast.locator('.notification-list-item-message'));
  }

  /** Waits until so many notifications show, and returns their texts. */
  async shown(count: number): Promise<string[]> {
    await this.page.waitForFunction(
      (wanted) => document.querySelectorAll('.notification-toast').length === wanted,
      count,
    );
    return this.toasts().locator('.notification-list-item-message').allTextContents();
  }

  /** Presses a button of the notification with this text. */
  async pressInToast(pattern: RegExp, button: string): Promise<void> {
    const toast = this.toasts().filter({ hasText: pattern }).first();
    await toast.hover();
    await toast.getByRole('button', { name: button }).click();
  }

  /** Closes all notifications. */
  async clear(): Promise<void> {
    while ((await this.toasts().count()) > 0) {
      const toast = this.toasts().first();
      await toast.hover();
      await toast.locator('.codicon-notifications-clear').first().click();
    }
  }

  /** The text of the modal question, once it shows. */
  async dialog(timeout = 60_000): Promise<string> {
    await this.box().waitFor({ timeout });
    return text(this.box().locator('.dialog-message-container'));
  }

  async pressInDialog(button: string): Promise<void> {
    await this.box().getByRole('button', { name: button }).click();
    await this.box().waitFor({ state: 'hidden' });
  }

  /** The status-bar item with this text, once it shows. */
  async statusBar(pattern: RegExp, timeout = 60_000): Promise<string> {
    const item = this.page.locator('.statusbar-item').filter({ hasText: pattern }).first();
    await item.waitFor({ timeout });
    return text(item);
  }

  private toasts(): Locator {
    return this.page.locator('.notification-toast');
  }

  private box(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }
}

async function text(element: Locator): Promise<string> {
  return ((await element.textContent()) ?? '').trim();
}
