import type { Locator, Page } from 'playwright-core';

/**
 * The one widget that is palette, quick pick and input box in turn. Keys pressed just after a pick can be
 * swallowed, so each step is repeated until the widget shows it.
 */
export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Runs a command by its title in the palette, as `HTTP Trace: Start HTTP trace`. */
  async command(title: string): Promise<void> {
    await retry(async () => {
      await this.page.keyboard.press('F1');
      await this.input.fill(`>${title}`, { timeout: 3000 });
      const row = this.widget.locator(`.monaco-list-row[aria-label^="${title}"]`).first();
      await row.click({ timeout: 3000 }).catch(async (error: unknown) => {
        // A palette that stays open goes on to offer what there was before the extensions were known.
        await this.page.keyboard.press('Escape');
        throw error;
      });
    });
    // Over what the command asks it would bring up hints.
    await this.page.mouse.move(1, 1);
  }

  /** The labels of the quick pick that asks this, once it has as many (it may be filled in steps). */
  async labels(question: RegExp, count: number): Promise<string[]> {
    await this.asks(question);
    await this.rows()
      .nth(count - 1)
      .waitFor();
    const texts = await this.rows().locator('.label-name').allTextContents();
    return texts.map((text) => text.trim());
  }

  /** Waits for the quick pick that asks this and chooses the row with this text. */
  async choose(question: RegExp, label: string | RegExp): Promise<void> {
    await this.asks(question);
    await this.rows().filter({ hasText: label }).first().click();
  }

  /** Waits for an input box whose title, prompt or placeholder has this text, fills it and accepts. */
  async answer(question: RegExp, text: string): Promise<void> {
    await this.asks(question);
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Names a file in the dialog that asks this. It fills in its own folder, and then lists what is there. */
  async file(question: RegExp, path: string): Promise<void> {
    await this.asks(question);
    await this.rows().first().waitFor();
    // While it looks at the folder it takes no answer.
    await retry(async () => {
      if (await this.widget.isHidden()) return;
      await this.input.fill(path, { timeout: 3000 });
      await this.input.press('Enter', { timeout: 3000 });
      await this.widget.waitFor({ state: 'hidden', timeout: 3000 });
    });
  }

  /** Waits until the widget asks this (title, placeholder or message), and returns whether it hides the text. */
  async asks(question: RegExp): Promise<{ secret: boolean }> {
    await this.page.waitForFunction(
      ({ source, flags }) => {
        const widget = document.querySelector<HTMLElement>('.quick-input-widget');
        const input = widget?.querySelector<HTMLInputElement>('.quick-input-box input');
        if (!widget || !input || widget.style.display === 'none') return false;
        return new RegExp(source, flags).test(`${widget.textContent}\n${input.placeholder}`);
      },
      { source: question.source, flags: question.flags },
    );
    return { secret: (await this.input.getAttribute('type')) === 'password' };
  }

  /** Leaves it as Escape does. */
  async dismiss(): Promise<void> {
    await this.input.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  private rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }
}

async function retry(step: () => Promise<void>, times = 5): Promise<void> {
  for (let left = times; ; left--) {
    try {
      return await step();
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
