import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** A column of the table, as its cells name it. */
export type Column =
  | 'time'
  | 'traced-host'
  | 'method'
  | 'host'
  | 'path'
  | 'status'
  | 'duration'
  | 'size'
  | 'process';

/** Texts that a row has, by column. */
export type Cells = Partial<Record<Column, string | RegExp>>;

/** The extension's panel, driven through what its page promises: roles and `data-` names. */
export class TracePanel {
  readonly frame: FrameLocator;
  readonly rows: Locator;
  /** The part that tells the selected exchange. */
  readonly details: Locator;
  readonly filter: Locator;
  private readonly titleActions: Locator;

  constructor(workbench: Workbench) {
    this.frame = workbench.view('http-trace.http-trace');
    this.rows = this.frame.locator('[role=row][data-id]');
    this.details = this.frame.locator('[data-pane=details]');
    this.titleActions = workbench.page.locator('.part.panel .title-actions');
    this.filter = this.frame.locator('[data-control=filter] input');
  }

  /** Types a filter and leaves its field, which would offer what can follow in front of the rows. */
  async filterBy(text: string): Promise<void> {
    await this.filter.fill(text);
    await this.filter.blur();
  }

  /**
   * Filters for rows that come at some time, waits for the `count`-th that has these texts, and returns the first:
   * among all rows, which follow the newest, it may be out of sight again.
   */
  async seek(filter: string, cells: Cells, count = 1): Promise<Locator> {
    await this.filterBy(filter);
    const rows = this.row(cells);
    await rows.nth(count - 1).waitFor({ timeout: 240_000 });
    return rows.first();
  }

  /** Waits until the trace is in this state. */
  async inState(state: string, timeout = 120_000): Promise<void> {
    await this.frame.locator(`[data-state=${state}]`).first().waitFor({ timeout });
  }

  /** The row that has these texts in these columns. */
  row(cells: Cells): Locator {
    return Object.entries(cells).reduce(
      (rows, [column, text]) =>
        rows.filter({ has: this.frame.locator(`[data-column=${column}]`, { hasText: text }) }),
      this.rows,
    );
  }

  /** The texts of one column in the drawn rows, from top to bottom. */
  async column(column: Column): Promise<string[]> {
    const texts = await this.rows.locator(`[data-column=${column}]`).allTextContents();
    return texts.map((text) => text.trim());
  }

  /** Opens a tab of the details and returns the text in it. */
  async tab(
    name: 'overview' | 'request' | 'response' | 'messages' | 'connection',
  ): Promise<string> {
    await this.details.locator(`[data-tab=${name}]`).click();
    const content = this.details.locator(`[data-detail=${name}]`);
    await content.locator('> *').first().waitFor();
    return content.innerText();
  }

  /** Presses an action in the view's title; `name` is its command's title. */
  async press(name: 'Stop HTTP trace' | 'Pause' | 'Resume' | 'Clear'): Promise<void> {
    await this.titleActions.getByRole('button', { name, exact: true }).click();
  }
}
